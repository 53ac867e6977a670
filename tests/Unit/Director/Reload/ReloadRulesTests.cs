using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Tests.Support;
using static Ldirectord.Tests.Support.Configs;

namespace Ldirectord.Tests.Director;

/// <summary>How a bad reload is refused.</summary>
public class ReloadRulesTests
{
    private const string Path = "/etc/ha.d/ldirectord.cf";

    private static readonly DirectorConfig s_config = Of(Virtual("10.0.0.1:80", Real("10.0.1.1:80", new Backend())));
    private static readonly DirectorConfig s_empty = s_config with { VirtualServices = [], Path = Path };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FileWithoutErrors_IsAccepted(bool wasAsked)
    {
        var decision = ReloadRules.Decide(new ConfigResult(s_config, [Warning(3)]), null, 1, wasAsked);
        Assert.Equal(new ReloadDecision(s_config, null, null), decision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FileWithErrors_IsRejectedWithTheFirst(bool wasAsked)
    {
        var decision = ReloadRules.Decide(new ConfigResult(null, [Warning(3), Error(7), Error(9)]), null, 1, wasAsked);
        Assert.Equal(
            new ReloadDecision(
                null, $"{Path}:7: no such host", "Configuration rejected: 2 error(s). The previous configuration stays active"),
            decision);
    }

    [Theory]
    [InlineData(20, "20 error(s). ")]
    [InlineData(21, "21 error(s), the first 20 above, \"ldirectord check\" names all. ")]
    public void ManyErrors_AreNotAllInTheLog(int errors, string named)
    {
        ImmutableArray<Diagnostic> diagnostics = [.. Enumerable.Range(1, errors).Select(Error)];
        Assert.Contains(named, ReloadRules.Decide(new ConfigResult(null, diagnostics), null, 1, false).LogLine, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatThisProcessCannotRunWith_IsRejectedWithTheProblem()
    {
        var decision = ReloadRules.Decide(new ConfigResult(s_config, [Warning(3)]), Error(0), 1, wasAsked: true);
        Assert.Null(decision.Next);
        Assert.Equal($"{Path}: no such host", decision.Reason);
        Assert.StartsWith("Configuration rejected: 1 error(s). ", decision.LogLine, StringComparison.Ordinal);
    }

    [Fact]
    public void FileWithoutServices_IsRejectedUnlessTheOperatorAsked()
    {
        var decision = ReloadRules.Decide(new ConfigResult(s_empty, []), null, 3, wasAsked: false);
        Assert.Equal(
            new ReloadDecision(
                null,
                $"{Path} no longer defines any virtual service",
                $"{Path} no longer defines any virtual service, so autoreload ignored it. 3 service(s) stay active; "
                    + "run \"ldirectord reload\" to remove them"),
            decision);
        Assert.Same(s_empty, ReloadRules.Decide(new ConfigResult(s_empty, []), null, 3, wasAsked: true).Next);
    }

    [Fact]
    public void FileWithoutServices_IsAcceptedWhereNoneIsActive() =>
        Assert.Same(s_empty, ReloadRules.Decide(new ConfigResult(s_empty, []), null, 0, wasAsked: false).Next);

    private static Diagnostic Error(int line) => new(Severity.Error, Path, line, 0, "no such host");

    private static Diagnostic Warning(int line) => new(Severity.Warning, Path, line, 0, "unused");
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Ldirectord.Config;
using Ldirectord.KernelGuest;
using Ldirectord.Tests.Config;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Perl ldirectord and our reader, asked about the same text.</summary>
internal sealed class TwoReaders : IDisposable
{
    /// <summary>SIGPROF.</summary>
    private const int OutOfTime = 128 + 27;

    private readonly LineProcess _original;
    private readonly LineProcess _ours;

    public TwoReaders(string folder)
    {
        Directory.CreateDirectory(folder);
        // The original looks for its ipvsadm here first: no kernel is needed to hear what it makes of a file.
        var ipvsadm = Path.Combine(folder, "ipvsadm");
        File.WriteAllText(ipvsadm, "#!/bin/sh\nexit 0\n");
        File.SetUnixFileMode(ipvsadm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        FileName = Path.Combine(folder, "damaged.cf");
        _original = new LineProcess(folder, "perl", Path.Combine(AppContext.BaseDirectory, "Compatibility", "status-server.pl"));
        _ours = new LineProcess(folder, "dotnet", Path.Combine(AppContext.BaseDirectory, "Ldirectord.Net.KernelGuest.dll"), "config");
    }

    /// <summary>Holds the text that was asked about last.</summary>
    public string FileName { get; }

    /// <summary>What each said last.</summary>
    public StatusAnswer Original { get; private set; } = new(0, 0, "");

    public IReadOnlyList<Diagnostic> Ours { get; private set; } = [];

    /// <returns>In words; null where they agree, or our reader names the difference.</returns>
    public async Task<string?> DifferenceAsync(string text, CancellationToken deadline)
    {
        await File.WriteAllTextAsync(FileName, text, Encoding.Latin1, deadline);
        var asked = _original.AskAsync(FileName, deadline);
        var ours = JsonSerializer.Deserialize<ConfigurationAnswer>(await _ours.AskAsync(FileName, deadline))!;
        string[] said = (await asked).Split('\t', 3);
        Original = new StatusAnswer(int.Parse(said[0], CultureInfo.InvariantCulture), int.Parse(said[1], CultureInfo.InvariantCulture),
            said[2]);
        Ours = ours.Diagnostics;
        if (ours.Failure is not null)
            return ours.Failure;
        if (ours.Accepted == Ours.Any(d => d.Severity == Severity.Error))
            return ours.Accepted ? "a configuration in spite of errors" : "no configuration, and no error";
        if (Ours.FirstOrDefault(d => !IsInside(d, ConfigurationMutator.SplitLines(text))) is { } outside)
            return $"there is no line {outside.Line} with a column {outside.Column}: {outside.Message}";
        return Original.IsExpectedBy(Ours) || IsExplained(text) ? null : $"original: {Original}\nours: {string.Join('\n', Ours)}";
    }

    public void Dispose()
    {
        _original.Dispose();
        _ours.Dispose();
    }

    private bool IsExplained(string text) =>
        // A range of very many real servers keeps the original busy until its time is up; of one that we refuse it may forget the rest of
        // the line as well.
        (Original.ExitCode == OutOfTime && text.Contains("->", StringComparison.Ordinal))
        // Its search for an address takes the cube of the line's length.
        || (Original.ExitCode == OutOfTime && ConfigurationMutator.SplitLines(text).Exists(line => line.Length > 1000))
        || Ours.Any(d => d.IsPortability && d.Message.StartsWith("the range ", StringComparison.Ordinal))
        // A name of a log file that is no UTF-8 is refused by us; the original refuses it where it is too long for a file besides.
        || (Original.Message.StartsWith("unable to open logfile", StringComparison.Ordinal)
            && Ours.Any(d => d.IsPortability && d.Line == Original.Line
                && d.Message.EndsWith("is not UTF-8: expected a name in UTF-8", StringComparison.Ordinal)))
        // The firewall mark 0 is refused by us when it is read, by the original when it stands there twice.
        || (Original.Message == "duplicate virtual server"
            && Ours.Any(d => d.IsPortability && d.Message.StartsWith("invalid firewall mark", StringComparison.Ordinal)))
        // An empty line inside a virtual service: for the original the service ends there, and what it then lacks is blamed first.
        || (Original.ExitCode == 2 && Ours.Any(d => d.IsPortability && d.Line >= Original.Line
            && d.Message.EndsWith("ends the virtual service at the empty line above", StringComparison.Ordinal)))
        // A line with too small an indent is read by us for what it is, so that it is the one error; for the original the service ends
        // above it, and what it then lacks, the protocol of its port's name, is blamed first.
        || (Original.ExitCode == 2 && Ours.Any(d => d.Line > Original.Line
            && d.Message.StartsWith("indented by ", StringComparison.Ordinal)));

    // One past the end is where something is missing.
    private static bool IsInside(Diagnostic diagnostic, List<string> lines) =>
        diagnostic.Line >= 1 && diagnostic.Line <= lines.Count && diagnostic.Column >= 0
        && diagnostic.Column <= lines[diagnostic.Line - 1].TrimEnd('\n').Length + 1
        && diagnostic.Message.Length is > 0 and < 1000;
}

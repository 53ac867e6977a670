
using Ldirectord.Cli;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>What bash and zsh offer after "ldirectord".</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        Directory.CreateDirectory(_folder.Path("conf"));
        foreach (var file in (string[])["ldirectord.cf", "notes.txt", "conf/web.cf"])
            File.WriteAllText(_folder.Path(file), "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("st", "start status stop")]
    [InlineData("web.cf st", "start status stop")]
    [InlineData("-d web.cf re", "recheck reload restart")]
    [InlineData("we", "web.cf weight")]
    [InlineData("ld", "ldirectord.cf")]
    [InlineData("note", "")]
    [InlineData("--d", "--debug --dry-run")]
    [InlineData("web.cf probe -", "--json")]
    [InlineData("show -", "--diff --json --only-problems --watch")]
    [InlineData("start ", "")]
    [InlineData("web.cf status -", "--alive --strict")]
    [InlineData("stop ", "--kill")]
    [InlineData("web.cf drain 10.0.0.2 --h", "--hard")]
    [InlineData("maintenance o", "off on")]
    [InlineData("weight web1 5 --u", "--until")]
    public async Task InBash_WhatFitsIsOffered(string typed, string offered) =>
        Assert.Equal(offered, string.Join(' ', await OfferedAsync(typed)));

    [Fact]
    public async Task EveryCommand_IsOfferedByBothShells()
    {
        var commands = (await OfferedAsync("web.cf ")).ToList();
        Assert.Equal(
            Enum.GetValues<Verb>().Except([Verb.Help, Verb.Version]),
            commands.Select(command => Command.Find(command)!.Verb).Distinct().Order());
        string zsh = await File.ReadAllTextAsync(Repository.PathOf("completion", "_ldirectord"), TestContext.Current.CancellationToken);
        Assert.All(commands, command => Assert.Contains($"    '{command}:", zsh, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ScriptForZsh_CanBeRead()
    {
        Tool.Need("/usr/bin/zsh", "zsh");
        Assert.Equal((0, ""), await Tool.RunAsync("/usr/bin/zsh", ["-n", Repository.PathOf("completion", "_ldirectord")]));
    }

    private async Task<IEnumerable<string>> OfferedAsync(string typed)
    {
        const string Complete =
            """
            source "$1"; cd /proc/self/fdinfo; shift; COMP_WORDS=(ldirectord "$@"); COMP_CWORD=$#; _ldirectord
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var (_, said) = await Tool.RunAsync(
            "/bin/bash",
            ["-c", Complete, "bash", Repository.PathOf("completion", "ldirectord.bash"), .. typed.Split(' ')],
            ("LDIRECTORD_ETC", _folder.Path("")));
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
    }
}

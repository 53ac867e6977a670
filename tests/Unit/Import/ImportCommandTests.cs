using Ldirectord.Cli;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Import;

/// <summary>The command: what it prints where, its exit codes, and what it refuses.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Server = "virtual_server 10.0.0.1 80 {\nprotocol TCP\nreal_server 10.0.0.2 80 {\nTCP_CHECK {\n}\n}\n}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Translation_IsPrinted_AndLossesAreNamedWithAnExitCode()
    {
        Assert.Equal((0, "", "1 virtual service, nothing lost\n"), Run(Server, out var text));
        Assert.StartsWith("# Imported from ", text, StringComparison.Ordinal);
        Assert.Contains(
            "\n# line 1 to 7: virtual_server 10.0.0.1 80\nvirtual = 10.0.0.1:80\n    protocol = tcp\n", text, StringComparison.Ordinal);

        var (code, _, said) = Run(Server.Replace("protocol TCP\n", "protocol TCP\nsnmp_name x\n", StringComparison.Ordinal), out text);
        Assert.Equal(
            (1, "NOT TRANSLATED line 3: snmp_name x: ldirectord has no SNMP agent\n1 virtual service, 1 statement not translated\n"),
            (code, said));
        Assert.Contains("    # NOT TRANSLATED line 3: snmp_name x: ldirectord has no SNMP agent\n", text, StringComparison.Ordinal);

        _ = Run(Server, out text, "--explain");
        Assert.Contains("    # line 1: lb_algo, wlc without it\n    scheduler = wlc\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void KeptBlocks_AreWritten()
    {
        var kept = Path.Combine(_folder.FullName, "kept.conf");
        Assert.Equal(0, Run(Server + "vrrp_instance A {\ninterface eth0\n}\n", out _, "--keep-vrrp", kept).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));
        Assert.EndsWith("\nvrrp_instance A {\n    interface eth0\n}\n", File.ReadAllText(kept), StringComparison.Ordinal);
        Assert.Equal(1, Run(Server + "vrrp_instance A {\ninterface eth0\n}\n", out _).Code);
    }

    [Fact]
    public void KeptBlocksThatCannotBeWritten_AreOneSentence_AndNothingIsPrinted()
    {
        var (code, _, said) = Run(Server, out var text, "--keep-vrrp", _folder.FullName);
        Assert.Equal((2, ""), (code, text));
        Assert.StartsWith($"--keep-vrrp {_folder.FullName}: ", said, StringComparison.Ordinal);
        Assert.Single(said, '\n');
    }

    [Fact]
    public void KeptBlocksOverTheirOwnSource_AreRefused_AndTheSourceStays()
    {
        var file = Path.Combine(_folder.FullName, "keepalived.conf");
        var link = Path.Combine(_folder.FullName, "link.conf");
        File.CreateSymbolicLink(link, file);
        foreach (var kept in (string[])[file, link])
        {
            var (code, _, said) = Run(Server, out _, "--keep-vrrp", kept);
            Assert.Equal((2, $"--keep-vrrp {kept}: it is imported, and would be lost: expected another file\n"), (code, said));
            Assert.Equal(Server, File.ReadAllText(file));
        }
    }

    [Theory]
    [InlineData("import nonsense x", "import nonsense: expected keepalived, lvs.cf, ipvsadm or kernel")]
    [InlineData("import keepalived", "import keepalived: expected a file")]
    [InlineData("import kernel x", "import kernel: expected no file")]
    [InlineData("import lvs.cf x --cluster heartbeat", "--cluster heartbeat: expected crm, pcs, keepalived")]
    [InlineData("import lvs.cf x --keep-vrrp y", "--keep-vrrp is for keepalived")]
    [InlineData("import ipvsadm /nonexistent", "/nonexistent: there is no such file")]
    [InlineData("import keepalived /", "/: it is a directory: expected a file")]
    public void WhatCannotBeRead_IsOneSentence(string words, string sentence)
    {
        using var error = new StringWriter();
        Assert.Equal(2, ImportCommand.Run(CommandLine.Parse(words.Split(' '), out _)!, TextWriter.Null, error));
        Assert.Equal($"{sentence}\n", error.ToString());
    }

    [Fact]
    public void ExplainOfTheDoctor_StillHasAValue()
    {
        Assert.Equal("D4", CommandLine.Parse(["doctor", "--explain", "D4"], out _)!.Explain);
        Assert.Equal("D4", CommandLine.Parse(["--explain", "D4", "doctor"], out _)!.Explain);
        Assert.True(CommandLine.Parse(["import", "--explain", "kernel"], out _)!.Explains);
    }

    private (int Code, string Out, string Error) Run(string text, out string output, params string[] options)
    {
        using var printed = new StringWriter();
        using var error = new StringWriter();
        var file = _folder.Write("keepalived.conf", text);
        var code = ImportCommand.Run(CommandLine.Parse(["import", "keepalived", file, .. options], out _)!, printed, error);
        output = printed.ToString();
        return (code, "", error.ToString());
    }
}

using System.Text.RegularExpressions;
using Ldirectord.Tests.Import;

namespace Ldirectord.RealServers.Processors;

/// <summary>Every command by the program for arm64 answers what the program for x86-64 answers: exit code and both streams.</summary>
public sealed partial class Arm64CommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-arm64-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("GOOD nonsense")]
    [InlineData("GOOD check")]
    [InlineData("BAD check")]
    [InlineData("MISSING check")]
    [InlineData("GOOD probe")]
    [InlineData("BAD probe")]
    // In the foreground: the emulator cannot start the program for arm64 again by itself.
    [InlineData("-d --dry-run BAD start")]
    [InlineData("--dry-run GOOD plan")]
    [InlineData("--dry-run GOOD status")]
    [InlineData("--dry-run GOOD status --alive")]
    [InlineData("--dry-run GOOD reload")]
    [InlineData("--dry-run GOOD try-restart")]
    [InlineData("--dry-run GOOD stop")]
    [InlineData("--dry-run GOOD show")]
    [InlineData("--dry-run GOOD show --json")]
    [InlineData("--dry-run GOOD metrics")]
    [InlineData("--dry-run GOOD events")]
    [InlineData("--dry-run GOOD explain 127.0.0.1:9")]
    [InlineData("--dry-run GOOD drain 127.0.0.1:9")]
    [InlineData("--dry-run GOOD enable 127.0.0.1:9")]
    [InlineData("--dry-run GOOD maintenance 127.0.0.1:9")]
    [InlineData("--dry-run GOOD weight 127.0.0.1:9 3")]
    [InlineData("--dry-run GOOD recheck 127.0.0.1:9")]
    [InlineData("--dry-run GOOD withdraw 127.0.0.1:8099")]
    [InlineData("--dry-run GOOD announce 127.0.0.1:8099")]
    [InlineData("doctor --explain nonsense")]
    [InlineData("MISSING console")]
    [InlineData("import keepalived KEEPALIVED --explain")]
    [InlineData("import lvs.cf LVSCF")]
    [InlineData("import ipvsadm IPVSADM")]
    public async Task Command_AnswersAsOnX64(string words)
    {
        Write("GOOD", "virtual=127.0.0.1:8099\n\treal=127.0.0.1:9 masq\n\tchecktype=connect\n\tcheckport=1\n");
        Write("BAD", "virtual=127.0.0.1:8099\n\treal=127.0.0.1:9 masq\n\treceive=\"(\"\n\tchecktimeout=x\n");
        Write("KEEPALIVED", ImportSamples.Keepalived);
        Write("LVSCF", ImportSamples.LvsCf);
        Write("IPVSADM", ImportSamples.Script);
        List<string> arguments = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.All(char.IsAsciiLetterUpper) ? Path.Combine(_folder.FullName, word) : word)];

        var x64 = await BuiltProgram.RunAsync(BuiltProgram.X64, arguments);
        var arm64 = await BuiltProgram.RunAsync(BuiltProgram.Arm64, arguments);

        Assert.Equal(Comparable(x64), Comparable(arm64));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private static ProgramAnswer Comparable(ProgramAnswer answer) =>
        answer with { Output = Varying().Replace(answer.Output, ""), Error = Varying().Replace(answer.Error, "") };

    /// <summary>How long a check took, when, and the number of the process.</summary>
    [GeneratedRegex(@" +[0-9.]+ m?s\b|\[\d+\]|^\[\w{3} \w{3} [^]]+\]", RegexOptions.Multiline)]
    private static partial Regex Varying();
}

using System.Globalization;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Cli;

/// <summary>What a process of the program costs before it does anything: Pacemaker starts one every 20 s, and "start" two.</summary>
public sealed class StartCountTests : IDisposable
{
    // The one with the runtime's compiler in it, where the registry has no native one, has 76 MB, and costs what it costs.
    private const long LongestNative = 40_000_000;

    private static readonly string s_program = Repository.PathOf("artifacts", "ldirectord");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Command_TouchesFewPages()
    {
        NeedNative();
        // The eleventh field, minor faults of children that were waited for (proc(5)); read is the shell's own.
        var (code, said) = await Tool.RunAsync("/bin/sh",
            ["-c", "\"$0\" --version >/dev/null || exit; read -r stat </proc/$$/stat; echo \"$stat\"", s_program]);
        Assert.Equal(0, code);
        var faults = int.Parse(said.Split(' ')[10], CultureInfo.InvariantCulture);
        // Some 330 were measured, the shell's included; 1,300 when each start unpacked all types.
        Assert.InRange(faults, 1, 700);
    }

    [Fact]
    public async Task Command_LooksForNoLibraryInFolders()
    {
        NeedNative();
        Tool.Need("/usr/bin/strace", "strace");
        var trace = _folder.Path("trace");
        var (code, _) = await Tool.RunAsync("/usr/bin/strace",
            ["-f", "-qq", "-e", "trace=open,openat", "-o", trace, s_program, "--version"]);
        Assert.Equal(0, code);
        var opened = File.ReadAllLines(trace);
        Assert.Contains(opened, line => line.Contains("libc.so.6", StringComparison.Ordinal));
        // The loader may look where LD_LIBRARY_PATH says, for the whole name; the runtime guesses at the rest of one.
        Assert.DoesNotContain(opened, line => line.Contains("libc.so\"", StringComparison.Ordinal));
    }

    private static void NeedNative() =>
        Assert.SkipWhen(new FileInfo(s_program).Length > LongestNative,
            "needs the program compiled by the native compiler (runtime.linux-x64.Microsoft.DotNet.ILCompiler)");
}

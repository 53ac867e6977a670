using System.Diagnostics;

namespace Ldirectord.Kernel.Daemon;

/// <summary>The unit files as systemd-analyze(1) sees them.</summary>
public sealed class UnitFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ldirectord-units-").FullName;

    private static string Units => Path.Combine(Executable.Root, "systemd");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ldirectord.service")]
    [InlineData("ldirectord@.service")]
    [InlineData("ldirectord-console.service")]
    [InlineData("ldirectord-console.socket")]
    public async Task Unit_PassesSystemdAnalyzeVerify(string name)
    {
        var (_, said) = await AnalyzeAsync("verify", "--man=no", Path.Combine(Units, name));
        // The output also names other units of this machine.
        Assert.DoesNotContain("ldirectord", said, StringComparison.Ordinal);
    }

    /// <param name="tenths">The exposure that systemd 252 finds, in tenths, which no change may raise: 0 is none, 100 is all
    /// (systemd-analyze(1), security).</param>
    [Theory]
    [InlineData("ldirectord.service", null, 53)]
    [InlineData("ldirectord@.service", null, 53)]
    [InlineData("ldirectord.service", "hardened.conf", 27)]
    [InlineData("ldirectord-console.service", null, 16)]
    public async Task Unit_IsNoMoreExposedThanItWas(string name, string? dropIn, int tenths)
    {
        var unit = Path.Combine(_folder, name.Replace("@", "@web", StringComparison.Ordinal));
        await File.WriteAllTextAsync(unit, await File.ReadAllTextAsync(Path.Combine(Units, name)));
        if (dropIn is not null)
            await File.AppendAllTextAsync(unit, await File.ReadAllTextAsync(Path.Combine(Units, dropIn)));
        var (code, said) = await AnalyzeAsync("security", "--offline=true", "--no-pager", $"--threshold={tenths}", unit);
        Assert.True(code == 0, said);
        Assert.Contains("Overall exposure level", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_DiffersFromTheUnitInItsNameAlone()
    {
        var template = await File.ReadAllLinesAsync(Path.Combine(Units, "ldirectord@.service"));
        var unit = await File.ReadAllLinesAsync(Path.Combine(Units, "ldirectord.service"));
        // The first line says what an instance is. An instance was asked for by name: without its file it fails, where the unit is passed
        // over.
        Assert.Equal(
            unit.Where(line => !line.StartsWith("ConditionPathExists=", StringComparison.Ordinal)),
            template[1..]
                .Select(line => line.Replace(" (%i.cf)", "", StringComparison.Ordinal).Replace(" %i.cf", "", StringComparison.Ordinal)));
    }

    private static async Task<(int Code, string Said)> AnalyzeAsync(params string[] arguments)
    {
        const string program = "/usr/bin/systemd-analyze";
        Assert.SkipUnless(File.Exists(program), "needs the Debian package systemd: apt-get install systemd");
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}

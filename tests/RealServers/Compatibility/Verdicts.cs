using System.Diagnostics;
using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Compatibility;

/// <summary>What one configuration with one real server has two directors say of it: the original, and ours.</summary>
internal static class Verdicts
{
    private const string Original = "/usr/sbin/ldirectord";

    /// <summary>Short, as some of the original's checks take all of them; ours take the same.</summary>
    private const string Timeouts = "checktimeout=3\nnegotiatetimeout=3\ncheckinterval=1\n";

    /// <param name="service">Lines of a virtual section: "real=127.0.0.1:80 masq|service=http|request=\"/\"".</param>
    public static async Task<Outcome> OursAsync(string service)
    {
        var read = ConfigReader.ReadText("ldirectord.cf", Configuration(service));
        Assert.True(read.Config is not null, string.Join('\n', read.Diagnostics));
        return await Probing.RunAsync(read.Config.VirtualServices.Single().RealServers.Single().Check);
    }

    /// <summary>
    /// Runs Perl ldirectord in a folder of its own, in the foreground, until it has written a verdict to its monitor file. An ipvsadm that
    /// does nothing stands in that folder, which is where the original looks first: no kernel is needed to hear its verdict.
    /// </summary>
    /// <returns>Null if the check ended the original.</returns>
    public static async Task<bool?> OriginalAsync(string service)
    {
        if (!File.Exists(Original))
            Assert.Skip("Perl ldirectord is not installed: apt-get install ldirectord");
        var folder = Directory.CreateTempSubdirectory("ldirectord-original-");
        var monitor = Path.Combine(folder.FullName, "monitor");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "verdict.cf"), Configuration($"{service}|monitorfile={monitor}"));
            var ipvsadm = Path.Combine(folder.FullName, "ipvsadm");
            await File.WriteAllTextAsync(ipvsadm, "#!/bin/sh\nexit 0\n");
            File.SetUnixFileMode(ipvsadm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            using var perl = Process.Start(new ProcessStartInfo("setsid", [Original, "-d", "verdict.cf", "start"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            perl.BeginOutputReadLine();
            perl.BeginErrorReadLine();
            try
            {
                bool? verdict = null;
                await Eventually.TrueAsync(() => (verdict = Read(monitor)) is not null || perl.HasExited, "a verdict of the original");
                return verdict;
            }
            finally
            {
                perl.Kill(entireProcessTree: true);
                await perl.WaitForExitAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>"[Sat Nov 21 12:16:37 2026] [PID] CHECK [up] 200 OK"</summary>
    private static bool? Read(string monitor)
    {
        using var file = new StreamReader(new FileStream(monitor, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        var line = file.ReadLine();
        return line is null ? null
            : line.Contains(" [up] ", StringComparison.Ordinal) ? true
            : line.Contains(" [down] ", StringComparison.Ordinal) ? false
            : null;
    }

    private static string Configuration(string service)
    {
        var family = service.Contains("real6", StringComparison.Ordinal) ? "virtual6=[fd00::1]:9" : "virtual=10.255.255.1:9";
        return $"{Timeouts}{family}\n\t{service.Replace("|", "\n\t", StringComparison.Ordinal)}\n";
    }
}

using System.Diagnostics;
using System.Text;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// A program that answers each line with a line, out of reach of the network: no name server is asked for what a damaged file names.
/// </summary>
internal sealed class LineProcess : IDisposable
{
    private static readonly string[] s_isolation = FindIsolation();

    private readonly Process _process;

    /// <param name="folder">Where it works, and may write.</param>
    public LineProcess(string folder, params string[] command)
    {
        string[] words = [.. s_isolation, .. command];
        _process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
        })!;
    }

    public async Task<string> AskAsync(string line, CancellationToken deadline)
    {
        await _process.StandardInput.WriteAsync($"{line}\n".AsMemory(), deadline);
        await _process.StandardInput.FlushAsync(deadline);
        return await _process.StandardOutput.ReadLineAsync(deadline)
            ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended at {line}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // A network of its own takes root, or a user namespace; where neither is to be had, the names under .invalid are asked for.
    private static string[] FindIsolation()
    {
        foreach (string[] way in (string[][])[["unshare", "-n"], ["unshare", "-rn"]])
        {
            using var attempt = Process.Start(new ProcessStartInfo(way[0], [.. way[1..], "true"]) { RedirectStandardError = true })!;
            attempt.StandardError.ReadToEnd();
            attempt.WaitForExit();
            if (attempt.ExitCode == 0)
                return way;
        }

        return ["env"];
    }
}

using System.Globalization;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>
/// The pid file, for the scripts of Pacemaker and of the distributions. Whether its process is a daemon of this program is known
/// from the lock (<see cref="RunningDaemon"/>).
/// </summary>
/// <param name="processes">The proc file system.</param>
internal sealed class PidFile(string path, string processes = "/proc")
{
    /// <summary>Maximum bytes of a pid file; a number has at most ten.</summary>
    private const int MaxBytes = 4096;

    /// <summary>rw-r--r--, whatever the umask: every user may run status, but none may redirect a stop to another process.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Path => path;

    /// <summary>Whether the file names a Perl ldirectord, which is recognized by its command line.</summary>
    /// <param name="configName">CFGNAME of the expected instance.</param>
    /// <param name="pid">The running process; 0 unless <see cref="RunState.Running"/>.</param>
    /// <exception cref="IOException">The file exists and cannot be read.</exception>
    public RunState Look(string configName, out int pid)
    {
        pid = 0;
        if (Read() is not { } text)
            return RunState.Stopped;
        if (PidIn(text) is not { } named || !PerlDaemon.Is(CommandLineOf(named), configName))
            return RunState.Stale;
        pid = named;
        return RunState.Running;
    }

    /// <summary>The pid in the file, or null if there is none.</summary>
    /// <exception cref="IOException">The file exists and cannot be read.</exception>
    public int? ReadPid() => PidIn(Read());

    /// <exception cref="IOException">The file exists and cannot be read.</exception>
    public bool Names(int pid) => Read()?.Trim() == pid.ToString(CultureInfo.InvariantCulture);

    private static int? PidIn(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <returns>Null if there is no such file.</returns>
    private string? Read()
    {
        try
        {
            return RegularFile.ReadText(path, MaxBytes);
        }
        catch (UnfitFileException) when (!Directory.Exists(path))
        {
            return ""; // names no process
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new IOException($"cannot read the pid file {path}: {e.Message}", e);
        }
    }

    /// <summary>Written under another name and renamed, so that no reader sees half a number.</summary>
    /// <exception cref="IOException">The message is a sentence for the operator.</exception>
    public void Write(int pid)
    {
        var temporary = $"{path}.{pid}";
        try
        {
            // A file of that name was left by a process that is gone.
            File.Delete(temporary);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                File.SetUnixFileMode(file.SafeFileHandle, Mode);
                file.Write(Encoding.ASCII.GetBytes($"{pid}\n"));
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new IOException($"cannot write the pid file {path}: {e.Message}", e);
        }
    }

    /// <summary>Removes the file if it still names <paramref name="pid"/>.</summary>
    public void Remove(int pid)
    {
        try
        {
            if (RegularFile.ReadText(path, MaxBytes).Trim() == pid.ToString(CultureInfo.InvariantCulture))
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was removed already, or this process may not remove it: the process ends anyway.
        }
    }

    /// <summary>
    /// Whether the process may be a daemon at all: its command line names ldirectord, or it is called as this program is. The holder of a
    /// lock in another container has a number that belongs to another process here.
    /// </summary>
    public bool IsLdirectord(int pid) =>
        CommandLineOf(pid) is var command
        && (command.Contains("ldirectord", StringComparison.Ordinal)
            || System.IO.Path.GetFileName(command.Split('\0')[0]) == System.IO.Path.GetFileName(Environment.ProcessPath));

    /// <returns>Words, each ended by a NUL; empty if there is no such process.</returns>
    private string CommandLineOf(int pid)
    {
        try
        {
            return File.ReadAllText($"{processes}/{pid}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller reports why it could not be written.
        }
    }
}

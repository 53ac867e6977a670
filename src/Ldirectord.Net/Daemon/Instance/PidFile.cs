using System.Globalization;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>
/// The pid file, which Pacemaker's and the distributions' scripts look at. Whether its process is a daemon of ours is for the lock to say
/// (<see cref="RunningDaemon"/>).
/// </summary>
/// <param name="processes">The proc file system.</param>
internal sealed class PidFile(string path, string processes = "/proc")
{
    /// <summary>Bytes of the largest file that is read; a number has ten.</summary>
    private const int Largest = 4096;

    /// <summary>rw-r--r--, whatever the umask: everybody may ask for the status, nobody else may say whom a stop ends.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Path => path;

    /// <summary>Whether it names a Perl ldirectord, which is known by its command line alone.</summary>
    /// <param name="configName">The name of the instance that it must be of.</param>
    /// <param name="pid">The running process; 0 unless <see cref="RunState.Running"/>.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public RunState Look(string configName, out int pid)
    {
        pid = 0;
        if (Read() is not { } text)
            return RunState.Stopped;
        if (NumberIn(text) is not { } named || !PerlDaemon.Is(CommandLineOf(named), configName))
            return RunState.Stale;
        pid = named;
        return RunState.Running;
    }

    /// <summary>The number in it; null: there is none.</summary>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public int? Named() => NumberIn(Read());

    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public bool Names(int pid) => Read()?.Trim() == pid.ToString(CultureInfo.InvariantCulture);

    private static int? NumberIn(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <returns>Null: there is none.</returns>
    private string? Read()
    {
        try
        {
            return RegularFile.ReadText(path, Largest);
        }
        catch (UnfitFileException) when (!Directory.Exists(path))
        {
            return ""; // names nobody
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

    /// <summary>Written beside it and renamed, so that nobody reads half a number.</summary>
    /// <exception cref="IOException">The sentence for the operator.</exception>
    public void Write(int pid)
    {
        var temporary = $"{path}.{pid}";
        try
        {
            // Whatever has that name was left by a process that is gone.
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

    /// <summary>Removes it if it is still the one that names <paramref name="pid"/>.</summary>
    public void Remove(int pid)
    {
        try
        {
            if (RegularFile.ReadText(path, Largest).Trim() == pid.ToString(CultureInfo.InvariantCulture))
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else removed it, or it is no longer ours to remove: either way we are gone.
        }
    }

    /// <summary>
    /// Whether the process may be a daemon at all. It guards against the holder of a lock in another container, whose number is another
    /// process here.
    /// </summary>
    public bool IsLdirectord(int pid) => CommandLineOf(pid).Contains("ldirectord", StringComparison.Ordinal);

    /// <returns>Words, each ended by a NUL; empty for a process that is not there.</returns>
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
            // It could not be written; what matters is said by the caller.
        }
    }
}

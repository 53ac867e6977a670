using System.Globalization;
using System.Text;
using Ldirectord.Net;

namespace Ldirectord.Cli;

/// <summary>Whether the process a pid file names is there.</summary>
internal enum RunState
{
    /// <summary>No pid file.</summary>
    Stopped,

    /// <summary>A pid file that names nothing, or a process that is not ldirectord.</summary>
    Stale,
    Running,
}

/// <summary>
/// The pid file: its daemon is running when the process is alive and its command line holds "ldirectord" (section 1 of the contract; Pacemaker's and the
/// distributions' scripts look the same way).
/// </summary>
/// <param name="processes">The proc file system.</param>
internal sealed class PidFile(string path, string processes = "/proc")
{
    /// <summary>Bytes of the largest file that is read; a number has ten.</summary>
    private const int Largest = 4096;

    /// <summary>rw-r--r--, whatever the umask: everybody may ask for the status, nobody else may say whom a stop ends.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Path => path;

    /// <param name="pid">The running process; 0 unless <see cref="RunState.Running"/>.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public RunState Look(out int pid)
    {
        pid = 0;
        string text;
        try
        {
            text = RegularFile.ReadText(path, Largest);
        }
        catch (UnfitFileException) when (!Directory.Exists(path))
        {
            return RunState.Stale;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return RunState.Stopped;
        }
        catch (IOException e)
        {
            throw new IOException($"cannot read the pid file {path}: {e.Message}", e);
        }
        // A recycled number can be our own, and our command line holds "ldirectord".
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var named)
            || named == Environment.ProcessId
            || !IsLdirectord(named))
            return RunState.Stale;
        pid = named;
        return RunState.Running;
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

    /// <summary>By its command line.</summary>
    public bool IsLdirectord(int pid)
    {
        try
        {
            return File.ReadAllBytes($"{processes}/{pid}/cmdline").AsSpan().IndexOf("ldirectord"u8) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
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

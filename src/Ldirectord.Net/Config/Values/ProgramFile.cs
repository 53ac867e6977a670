namespace Ldirectord.Config;

/// <summary>Looks whether a program that the configuration names can be run, without running it.</summary>
internal static class ProgramFile
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="path">A name without a slash is looked for in PATH.</param>
    /// <param name="isScript">An interpreter reads the file, which need not be executable.</param>
    /// <returns>The reason in words; null if the program can be run, or if that depends on the daemon's directory.</returns>
    public static string? Problem(string path, bool isScript)
    {
        bool isName = !path.Contains('/', StringComparison.Ordinal);
        if (isName && !isScript)
            return Folders().Any(folder => InPlace(Path.Combine(folder, path), isScript) is null) ? null : "not found in PATH";
        return path.StartsWith('/') ? InPlace(path, isScript) : null;
    }

    private static string? InPlace(string path, bool isScript)
    {
        try
        {
            if (Directory.Exists(path))
                return "it is a directory";
            if (!File.Exists(path))
                return "there is no such file";
            return isScript || (File.GetUnixFileMode(path) & Executable) != 0 ? null : "it is not executable";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return e.Message;
        }
    }

    private static string[] Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);
}

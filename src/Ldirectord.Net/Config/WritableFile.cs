namespace Ldirectord.Config;

/// <summary>Finds out, by opening it as the daemon will, whether a file that the configuration names can be written to. Creates it if there is none.</summary>
internal static class WritableFile
{
    /// <returns>The reason in words, or null if it can be.</returns>
    public static string? WhyNot(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return e switch
            {
                _ when path.Length == 0 => "it has no name",
                _ when Directory.Exists(path) => "it is a directory",
                DirectoryNotFoundException => "its directory does not exist",
                PathTooLongException => "its name is too long",
                UnauthorizedAccessException => "permission denied",
                _ => e.Message,
            };
        }
    }
}

namespace Ldirectord.Daemon;

/// <summary>The path that a file has once symbolic links are followed: two names of one configuration file are the same file.</summary>
internal static class RealPath
{
    public static string Of(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
}

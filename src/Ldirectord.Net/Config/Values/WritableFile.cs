using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// Looks whether the daemon can write to a file that the configuration names. The file is not made: every command reads the configuration,
/// but only the daemon makes files.
/// </summary>
internal static class WritableFile
{
    /// <summary>Reports a file that cannot be written.</summary>
    /// <param name="anyKind">The file may be a device or a pipe, too.</param>
    public static void Demand(DirectiveReader line, string path, bool anyKind)
    {
        if (WriteAccess.Problem(path, anyKind, out bool isDenied) is not { } reason)
            return;
        string message = $"cannot open {line.Name} {DirectiveReader.ShortenPath(path)}: {reason}";
        // The daemon is run by root, who may have the permission that this user lacks.
        if (isDenied && !Environment.IsPrivilegedProcess)
            line.Warning($"{message} for this user (not known for root)");
        else
            line.Error(message);
    }
}

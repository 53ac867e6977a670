
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// Finds out whether the daemon can write to a file that the configuration names. It only looks: every command reads the configuration, and none but
/// the daemon makes files.
/// </summary>
internal static class WritableFile
{
    /// <summary>Reports why the file that a line names cannot be written.</summary>
    /// <param name="anyKind">It may be a device or a pipe too.</param>
    public static void Demand(DirectiveReader line, string path, bool anyKind)
    {
        if (WriteAccess.Problem(path, anyKind, out bool isDenied) is not { } reason)
            return;
        string message = $"cannot open {line.Name} {DirectiveReader.ShortenPath(path)}: {reason}";
        // What this user may not, the daemon may: it is run by root.
        if (isDenied && !Environment.IsPrivilegedProcess)
            line.Warning($"{message} for this user; whether root may is not known");
        else
            line.Error(message);
    }
}

using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// A warning of a program whose mode, or that of a folder above, keeps it from checkuser: a shell that cannot read its script exits with
/// 2, as if the server failed. Access control lists are not looked at, so it is no error.
/// </summary>
internal static class UserAccess
{
    private const int Read = 4, Execute = 1;

    public static void Give(BoundSection section, DiagnosticList diagnostics)
    {
        if (!section.RunsProgram || section.Directives.Programs is not { User: { } user, UserLine: { } line })
            return;
        var path = section.NegotiatesByProgram ? section.Service.Program! : Latin1.ToText(section.Directives.Check.CheckCommand);
        if (path.StartsWith('/') && Barrier(user, path) is { } barrier)
        {
            diagnostics.Warning(line.Number, line.ValueColumn,
                $"checkuser = {DirectiveReader.Shorten(line.Value)} may not be able to run {DirectiveReader.ShortenPath(path)}: {barrier}");
        }
    }

    /// <param name="path">Absolute.</param>
    /// <returns>What is in the way, in words; null if nothing is.</returns>
    private static string? Barrier(UserAccount user, string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            var needed = end < 0 ? Read | Execute : Execute;
            if (!FileStatus.TryGet(part, out var status))
                return null; // said elsewhere
            if ((Rights(user, status) & needed) != needed)
            {
                return $"{DirectiveReader.ShortenPath(part)} has mode {Convert.ToString(status.Mode, 8)}, "
                    + $"expected one that lets that user {(end < 0 ? "read and execute it" : "pass")}";
            }

            if (end < 0)
                return null;
        }
    }

    private static int Rights(UserAccount user, FileStatus status) =>
        status.Owner == user.Id ? status.Mode >> 6
            : user.Groups.Split(',').Contains($"{status.Group}") ? status.Mode >> 3
            : status.Mode;
}

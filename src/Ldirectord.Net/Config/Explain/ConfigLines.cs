using System.Collections.Immutable;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// The lines of the file that made a real server and its check. The file is read anew, because nothing else needs the lines: they are only
/// those of the active configuration if its content is still the same.
/// </summary>
internal static class ConfigLines
{
    /// <summary>Directives outside of sections that decide when a server is up.</summary>
    private static readonly ImmutableHashSet<string> s_globals =
    [
        .. ("checktimeout negotiatetimeout checkinterval checkcount failurecount successcount retryinterval downinterval quiescent "
            + "checksource checkdevice checkmark minservers recoverservers lost keepservers slowstart maintenancedir fallback").Split(' '),
    ];

    /// <summary>Blocking: opens the file.</summary>
    /// <returns>Secrets are masked. Null if the file is no longer the one that is active, or cannot be read.</returns>
    public static ImmutableArray<(int Number, string Text)>? Of(DirectorConfig config, VirtualService service, RealServer server)
    {
        var wanted = config.VirtualServices.IndexOf(service);
        var globals = new List<Line>();
        Section? section = null;
        try
        {
            using var file = RegularFile.OpenToRead(config.Path);
            var pieces = new SectionSplitter(file);
            for (var sections = 0; pieces.Read();)
            {
                foreach (var statement in Grammar.Parse(Encoding.Latin1.GetString(pieces.Piece), pieces.FirstLine, pieces.IsLast))
                {
                    if (statement is Section found && sections++ == wanted)
                        section = found;
                    else if (statement is GlobalLine { Head: { Kind: LineKind.Directive } line }
                        && s_globals.Contains(line.Name.ToLowerInvariant()))
                        globals.Add(line);
                }
            }

            if (section is null || config.Fingerprint is null || pieces.Fingerprint != config.Fingerprint)
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var own = section.Lines.Where(line => line.Kind == LineKind.Directive).ToList();
        var reals = own.Where(IsReal).ToList();
        // Of a line with resolve the server knows the name.
        var named = reals.ToLookup(line => RealLine.Parse(line) is { ResolveColumn: not null } parts ? parts.Host : null);
        var ofServer = server.Name is { } name ? [.. named[name]]
            : named[null].Where(line => RealAddress.Covers(line.Value, server.EndPoint) == true).ToList();
        // Another name is not looked up: any of the names may be the server's.
        if (ofServer.Count == 0)
            ofServer = [.. named[null].Where(line => RealAddress.Covers(line.Value, server.EndPoint) is null)];
        var names = own.Select(line => line.Name.ToLowerInvariant()).ToHashSet();
        return
        [
            .. globals.Where(line => !names.Contains(line.Name.ToLowerInvariant()))
                .Append(section.Head)
                .Concat(own.Where(line => !IsReal(line) || ofServer.Contains(line)))
                .Select(line => (line.Number, MaskedLine.Of(line.Name, line.Value, server.Check))),
        ];
    }

    private static bool IsReal(Line line) => line.Name.ToLowerInvariant() is "real" or "real6";
}

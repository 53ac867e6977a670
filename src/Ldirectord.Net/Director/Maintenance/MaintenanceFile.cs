using System.Collections.Immutable;
using Ldirectord.Health;
using Ldirectord.Platform;

namespace Ldirectord.Director;

/// <summary>A file of maintenancedir as it was last read.</summary>
/// <param name="Note">Its content, with the file's time of modification where the content does not say since when.</param>
/// <param name="Stamp">With another stamp it is read again.</param>
/// <param name="Problems">What of its content was not understood.</param>
internal sealed record MaintenanceFile(MaintenanceNote Note, FileStamp Stamp, ImmutableArray<string> Problems)
{
    /// <summary>May block.</summary>
    /// <returns>Null if the file has gone meanwhile.</returns>
    public static MaintenanceFile? Read(string directory, string name, in FileStatus status)
    {
        var stamp = FileStamp.Of(status);
        ImmutableArray<string> problems = [];
        // Of a pipe, a directory or a link to nowhere the name alone counts.
        var note = status is { Kind: FileKind.Regular, Size: > 0 }
            ? MaintenanceStore.Read(directory, name, out problems)
            : MaintenanceNote.Empty;
        return note is null ? null : new MaintenanceFile(note with { Since = note.Since ?? status.Modified.Time }, stamp, problems);
    }
}

using System.Text;

namespace Ldirectord.Health;

/// <summary>A <see cref="MaintenanceNote"/> in a sentence.</summary>
internal static class NoteWords
{
    /// <summary>
    /// ": replace the disk, by alice, until 2026-12-01T08:00:00Z, for at most 10m"; what the file does not say is not there, and nothing of
    /// an empty file.
    /// </summary>
    public static string After(MaintenanceNote? note)
    {
        if (note is null)
            return "";
        var words = new StringBuilder();
        Add(note.Reason);
        if (note.IsHard)
            Add("hard");
        if (note.Who is { Length: > 0 } who)
            Add($"by {who}");
        if (note.Until is { } until)
            Add($"until {NoteText.Time(until)}");
        if (note.Limit is { } limit)
            Add(limit == MaintenanceNote.NoLimit ? "without a limit" : $"for at most {NoteText.Limit(limit)}");
        return words.ToString();

        void Add(string word)
        {
            if (word.Length > 0)
                words.Append(words.Length == 0 ? ": " : ", ").Append(word);
        }
    }
}

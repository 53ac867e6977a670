using System.Collections.Immutable;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Health;

/// <summary>Reads, writes and removes the files of maintenancedir. Each may block as long as the disk does.</summary>
internal static class MaintenanceStore
{
    /// <summary>
    /// A file that cannot be read, is not regular or too large counts as an empty one, as its name alone takes a server out; why is said.
    /// </summary>
    /// <param name="problems">What of the file was not understood; empty if all was.</param>
    /// <returns>Null if there is no such file.</returns>
    public static MaintenanceNote? Read(string directory, string fileName, out ImmutableArray<string> problems)
    {
        problems = [];
        try
        {
            return NoteText.Parse(RegularFile.ReadText(Path.Combine(directory, fileName), MaintenanceNote.Largest), out problems);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems = [$"its content does not count: {e.Message}"];
            return MaintenanceNote.Empty;
        }
    }

    /// <summary>Replaces the file if there is one.</summary>
    /// <exception cref="IOException">It could not be written, in a few words.</exception>
    public static void Write(string directory, MaintenanceName name, MaintenanceNote note)
    {
        var file = name.ToString();
        if (MaintenanceName.Parse(file) != name)
            throw new IOException($"\"{file}\" is not the name of a server's file");
        AtomicFile.Write(directory, file, Encoding.UTF8.GetBytes(NoteText.Format(note)));
    }

    /// <returns>False if there was no such file.</returns>
    /// <exception cref="IOException">It could not be removed, in a few words.</exception>
    public static bool Remove(string directory, string fileName) => AtomicFile.Remove(directory, fileName);
}

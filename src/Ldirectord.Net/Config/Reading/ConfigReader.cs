using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>Reads a configuration file: pieces, then grammar, then binder. Never throws because of a file's content or absence.</summary>
internal static class ConfigReader
{
    /// <summary>Blocking: opens the file and resolves its names.</summary>
    /// <param name="previous">
    /// The configuration read from the file before: unchanged sections are taken from it, and the addresses of a name with resolve that
    /// cannot be looked up now.
    /// </param>
    /// <param name="asksForHosts">False if the caller needs no address of a host: no name server is asked.</param>
    /// <param name="isForDaemon">
    /// True if a running daemon is to read the file, too, which has the last addresses of names with resolve.
    /// </param>
    public static ConfigResult ReadFile(
        string path, DirectorConfig? previous = null, bool asksForHosts = true, bool isForDaemon = false)
    {
        var names = asksForHosts ? new NameResolver { DaemonHasLastAnswers = isForDaemon } : new NameResolver(lookUpHost: null);
        names.LastAnswers = previous?.ResolvedNames() ?? names.LastAnswers;
        try
        {
            using (var file = RegularFile.OpenToRead(path))
            {
                if (Read(path, file, previous, names) is { } read)
                    return read;
            }

            using var again = RegularFile.OpenToRead(path);
            return Read(path, again, null, names)!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new ConfigResult(null, [new Diagnostic(Severity.Error, path, 0, 0, $"cannot read it: {Printable.Of(e.Message)}")]);
        }
    }

    /// <summary>Reads a configuration from its text.</summary>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="names">Looks up the names; null for the machine's resolver.</param>
    public static ConfigResult ReadText(string path, string text, DirectorConfig? previous = null, NameResolver? names = null)
    {
        names ??= new NameResolver();
        names.LastAnswers = previous?.ResolvedNames() ?? names.LastAnswers;
        var bytes = Encoding.Latin1.GetBytes(text);
        using var file = new MemoryStream(bytes);
        using var again = new MemoryStream(bytes);
        return Read(path, file, previous, names) ?? Read(path, again, null, names)!;
    }

    /// <returns>Null if the file must be read without the previous configuration; never null without one.</returns>
    private static ConfigResult? Read(string path, Stream file, DirectorConfig? previous, NameResolver names)
    {
        var pieces = new SectionSplitter(file);
        var binder = new ConfigBinder(path, previous, names);
        while (pieces.Read())
            binder.Add(pieces);
        return binder.End(pieces.Fingerprint);
    }
}

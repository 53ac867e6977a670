using System.Collections.Immutable;
using System.Text;

namespace Ldirectord.Config;

/// <summary>What came of reading a file: a configuration, unless one of the diagnostics is an error.</summary>
internal sealed record ConfigResult(DirectorConfig? Config, ImmutableArray<Diagnostic> Diagnostics)
{
    public IEnumerable<Diagnostic> Errors => Diagnostics.Where(d => d.Severity == Severity.Error);
}

/// <summary>Reads a configuration file: text, then grammar, then binder. Never throws for what a file, or its absence, may hold.</summary>
internal static class ConfigReader
{
    /// <summary>Bytes beyond which a file is not taken for a configuration: 100,000 virtual services have a tenth of that.</summary>
    public const int LargestFile = 256 * 1024 * 1024;

    /// <summary>Blocking: opens the file and resolves its names.</summary>
    public static ConfigResult ReadFile(string path)
    {
        try
        {
            var content = ReadBytes(path);
            // Bytes are Latin-1 characters: nothing of a request or a pattern is lost, whatever its encoding.
            var read = ReadText(path, Encoding.Latin1.GetString(content));
            return read with { Config = read.Config is { } config ? config with { Fingerprint = Fingerprint.Of(content) } : null };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = e switch
            {
                _ when Directory.Exists(path) => "it is a directory: expected a file",
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => "permission denied",
                _ => e.Message,
            };
            return new ConfigResult(null, [new Diagnostic(Severity.Error, path, 0, 0, $"cannot read it: {reason}")]);
        }
    }

    /// <summary>Whether a word stands anywhere in a file, which is sooner seen than the file is read; so too where the file cannot be.</summary>
    public static bool Mentions(string path, ReadOnlySpan<byte> word)
    {
        try
        {
            return ReadBytes(path).IndexOf(word) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return true;
        }
    }

    /// <summary>Reads a configuration from its text.</summary>
    /// <param name="path">The file's name, for messages.</param>
    public static ConfigResult ReadText(string path, string text)
    {
        var report = new Report(path);
        var config = ConfigBinder.Bind(path, Grammar.ParseFile(text), report);
        return new ConfigResult(config, report.InOrder());
    }

    private static ReadOnlySpan<byte> ReadBytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        // As much as there is, where that is known: a pipe or a device does not tell, and a file may grow while it is read.
        using var bytes = new MemoryStream(file.CanSeek ? (int)Math.Min(file.Length, LargestFile) : 0);
        byte[] buffer = new byte[16384];
        for (int count; (count = file.Read(buffer)) > 0;)
        {
            if (bytes.Length + count > LargestFile)
                throw new IOException($"it has more than {LargestFile} bytes");
            bytes.Write(buffer, 0, count);
        }

        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
    }
}

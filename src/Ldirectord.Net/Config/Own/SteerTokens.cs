using System.Security.Cryptography;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>
/// steertoken: a file of lines "NAME TOKEN", with comments after #. Nobody but root and the daemon's user may write to it, and others may
/// not read it. It is read anew for each request, so that an edit counts at once.
/// </summary>
internal static class SteerTokens
{
    /// <summary>Bytes of the largest file.</summary>
    private const int Largest = 64 * 1024;

    /// <summary>Characters of the shortest token; a shorter one could be guessed.</summary>
    private const int ShortestToken = 16;

    private const int LongestToken = 256;

    private const int LongestName = 32;

    // inode(7): others at all, and the group's right to write or run.
    private const int Forbidden = 0x1F;

    /// <returns>
    /// Why the file cannot be used, as a sentence with its path; null if it can, or if this user, who may not be the daemon's, may not read
    /// it.
    /// </returns>
    public static string? Problem(string path)
    {
        try
        {
            _ = Read(path);
            return null;
        }
        catch (IOException e) when (e.InnerException?.HResult == Errno.PermissionDenied)
        {
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    /// <summary>Takes as long whether the token is there or not, and wherever it differs. May block as long as the disk does.</summary>
    /// <returns>The name that stands before the token; null if the file does not have it.</returns>
    /// <exception cref="IOException">The file cannot be used; the message is a sentence for the operator.</exception>
    public static string? NameOf(string path, string token)
    {
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        string? found = null;
        foreach (var (name, known) in Read(path))
        {
            if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(known)), given))
                found = name;
        }

        return found;
    }

    private static List<(string Name, string Token)> Read(string path)
    {
        var shown = DirectiveReader.ShortenPath(path);
        string text;
        try
        {
            using var file = RegularFile.OpenToRead(path, Largest);
            var status = FileStatus.Of(file.SafeFileHandle);
            if (status.Owner != 0 && status.Owner != PosixFile.EffectiveUser())
                throw new IOException($"it belongs to user {status.Owner}, expected root as its owner");
            if ((status.Mode & Forbidden) != 0)
                throw new IOException($"others may read or write it (mode {Convert.ToString(status.Mode, 8)}), expected chmod 640 or 600");
            using var reader = new StreamReader(file, Encoding.UTF8);
            text = reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{shown} cannot be used: {e.Message}", e);
        }

        var tokens = new List<(string, string)>();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var words = line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            // No part of the line is shown: it holds a secret.
            if (words is not [{ Length: <= LongestName } name, { Length: >= ShortestToken and <= LongestToken } token]
                || !name.All(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_' or '@')
                || !token.All(one => one is > ' ' and <= '~'))
            {
                throw new IOException(
                    $"{shown}, line {index + 1}: expected NAME TOKEN, a token of {ShortestToken} to {LongestToken} printable characters");
            }

            tokens.Add((name, token));
        }

        return tokens;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Ldirectord.Platform;

namespace Ldirectord.Import;

/// <summary>
/// The lines of keepalived.conf and of the files that it includes, with conditions (@id), definitions ($NAME) and repetitions (~SEQ, ~LST)
/// resolved (keepalived.conf(5), ADVANCED CONFIGURATION).
/// </summary>
internal sealed class KeepalivedSource
{
    /// <summary>Files in files; more is a circle.</summary>
    private const int DeepestFile = 32;

    /// <summary>Definitions in definitions; more is a circle.</summary>
    private const int DeepestDefinition = 256;

    /// <summary>Lines, and characters, that one import may come to; more is a mistake, or hostile.</summary>
    private const int MostLines = 500_000;

    private const int MostCharacters = RegularFile.Largest;

    private readonly HashSet<string> _readFiles = new(StringComparer.Ordinal);
    private readonly string _id;
    private readonly Definitions _definitions;
    private readonly List<SourceLine> _lines = [];
    private readonly List<ReadingProblem> _problems = [];
    private (string Name, StringBuilder Value)? _open;
    private long _characters;
    private int _steps;
    private int _files;
    private Origin _at;

    private KeepalivedSource(string id)
    {
        _id = id;
        _definitions = new Definitions(id);
        _definitions.Guessed += name => _problems.Add(new ReadingProblem(_at, name, "its value is that of this import, not of each start"));
    }

    public IReadOnlyList<SourceLine> Lines => _lines;

    public IReadOnlyList<ReadingProblem> Problems => _problems;

    /// <param name="id">The configuration id: -i of keepalived.</param>
    /// <exception cref="UnreadableInputException">The file cannot be read, or is without end.</exception>
    public static KeepalivedSource OfFile(string path, string id)
    {
        var source = new KeepalivedSource(id);
        source.ReadFile(path, null);
        return source;
    }

    /// <summary>The same from text; what it includes is looked for in <paramref name="folder"/>.</summary>
    public static KeepalivedSource OfText(string text, string id, string folder)
    {
        var source = new KeepalivedSource(id);
        source.ReadText(text, folder, null);
        return source;
    }

    /// <summary>Whether the path is one of the files that were read.</summary>
    public bool HasRead(string path) => File.Exists(path) && _readFiles.Contains(RealPath(path));

    private static string RealPath(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private void ReadFile(string path, string? name)
    {
        string text;
        try
        {
            text = RegularFile.ReadText(path);
            _readFiles.Add(RealPath(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: {e.Message}");
        }

        ReadText(text, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", name);
    }

    private void ReadText(string text, string folder, string? name)
    {
        _definitions.Folder = folder;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            Take(LineGrammar.WithoutComment(line.ToString()), new Origin(name, ++number), folder, 0);
            _definitions.Folder = folder;
        }

        if (_open is { } open)
            _problems.Add(new ReadingProblem(new Origin(name, number), $"${open.Name}=", "the definition has no last line"));
        _open = null;
    }

    /// <summary>A line of a file, or of a definition.</summary>
    private void Take(string line, Origin at, string folder, int depth)
    {
        if (line.Length == 0)
            return;
        Count(line);
        _at = at;
        if (_open is { } open)
        {
            Continue(open, line);
            return;
        }

        if (line[0] == '@')
        {
            if (Condition(line) is { } rest)
                Take(rest, at, folder, depth);
        }
        else if (Definitions.TryRead(line, out var name, out var value))
        {
            Define(name, value);
        }
        else if (RepeatGrammar.Begins(line))
        {
            Repeat(line, at, folder, depth);
        }
        else if (Replaced(line) is { } replaced)
        {
            Demand(depth < DeepestDefinition, at);
            foreach (var piece in replaced.Split('\n'))
                Take(piece.Trim(), at, folder, depth + 1);
        }
        else if (!Include(line, at, folder))
        {
            Add(line, at, folder, depth);
        }
    }

    /// <summary>A line of words and braces; a condition behind a brace ends it.</summary>
    private void Add(string line, Origin at, string folder, int depth)
    {
        var condition = LineGrammar.Condition(line);
        _lines.Add(new SourceLine(line[..(condition ?? line.Length)].TrimEnd(), at));
        if (condition is { } start)
            Take(line[start..], at, folder, depth);
    }

    private void Count(string line)
    {
        _characters += line.Length;
        if (++_steps > MostLines || _characters > MostCharacters)
            throw new UnreadableInputException(
                $"its definitions and included files come to more than {MostLines} lines or {MostCharacters} bytes");
    }

    /// <summary>The rest of a line of this configuration id; null if the line is another's.</summary>
    private string? Condition(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', '\t') is var blank and >= 0 ? blank : line.Length;
        var isNegative = line is ['@', '^', ..];
        var id = line[(isNegative ? 2 : 1)..end];
        return (id == _id) != isNegative ? line[end..].Trim() : null;
    }

    private void Define(string name, string value)
    {
        if (value.EndsWith('\\'))
            _open = (name, new StringBuilder(value[..^1].TrimEnd()));
        else
            _definitions.Define(name, value);
    }

    private void Continue((string Name, StringBuilder Value) open, string line)
    {
        var goesOn = line.EndsWith('\\');
        open.Value.Append(open.Value.Length > 0 ? "\n" : "").Append(goesOn ? line[..^1].Trim() : line);
        if (goesOn)
            return;
        _definitions.Define(open.Name, open.Value.ToString());
        _open = null;
    }

    private void Repeat(string line, Origin at, string folder, int depth)
    {
        if (RepeatGrammar.Read(line) is not { } repeat)
        {
            _problems.Add(new ReadingProblem(at, line, "expected ~SEQ(name, first, step, last) or ~LST(name, value, …)"));
            return;
        }

        Demand(depth < DeepestDefinition, at);
        foreach (var round in repeat.Rounds)
        {
            foreach (var (name, value) in round)
                _definitions.Define(name, value);
            Take(repeat.Rest, at, folder, depth + 1);
        }
    }

    /// <summary>The line with its names replaced, until it ends or becomes another kind of line; null if it has none.</summary>
    private string? Replaced(string line)
    {
        string? last = null;
        while (_definitions.Replaced(last ?? line) is { } replaced)
        {
            Count(replaced);
            last = replaced;
            if (last.Contains('\n') || last.TrimStart() is ['@' or '~' or '$', ..])
                break;
        }

        return last;
    }

    private static void Demand(bool isFine, Origin at)
    {
        if (!isFine)
            throw new UnreadableInputException($"{at}: a definition holds itself");
    }

    /// <summary>include and its kinds, which say how badly a missing file is taken.</summary>
    private bool Include(string line, Origin at, string folder)
    {
        var words = line.Split((char[])[' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is not ["include" or "includer" or "includem" or "includew" or "includeb" or "includea", var pattern])
            return false;
        if (_files >= DeepestFile)
            throw new UnreadableInputException($"{at}: files include each other more than {DeepestFile} deep");
        pattern = pattern.Trim('"');
        var files = Matching(Path.Combine(folder, pattern));
        if (files.Count == 0)
            _problems.Add(new ReadingProblem(
                at, line, Directory.Exists(Path.Combine(folder, pattern)) ? "it is a directory: expected a file" : "no such file"));
        foreach (var file in files)
        {
            _files++;
            try
            {
                ReadFile(file, Path.GetRelativePath(folder, file));
            }
            catch (UnreadableInputException e) when (e.Message.StartsWith(file, StringComparison.Ordinal))
            {
                _problems.Add(new ReadingProblem(at, line, e.Message));
            }

            _files--;
        }

        return true;
    }

    /// <summary>glob(7) in the last part of the path.</summary>
    private static List<string> Matching(string pattern)
    {
        var (folder, name) = (Path.GetDirectoryName(pattern) ?? "/", Path.GetFileName(pattern));
        if (name.AsSpan().IndexOfAny('*', '?', '[') < 0)
            return File.Exists(pattern) ? [pattern] : [];
        // Brackets mean the same in both; [!a] is [^a].
        var glob = new Regex(
            $"^{Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)
                .Replace(@"\[!", "[^", StringComparison.Ordinal).Replace(@"\[", "[", StringComparison.Ordinal)}$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder)
                    .Where(file => !Path.GetFileName(file).StartsWith('.') && glob.IsMatch(Path.GetFileName(file)))
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}

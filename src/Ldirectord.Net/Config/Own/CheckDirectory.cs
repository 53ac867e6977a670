using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Config;

/// <summary>
/// checkdirectory: the folder whose programs "service = name" names. A name has letters, digits, ".", "_" and "-", and does not begin with
/// ".". A built-in service goes before a program of its name.
/// </summary>
internal sealed partial class CheckDirectory
{
    private const string Default = "/etc/ha.d/checks.d";

    private readonly SortedDictionary<string, string> _used = new(StringComparer.Ordinal);
    private string _path = Default;

    /// <summary>A directory that is named was refused with an error of its own.</summary>
    private bool _isRefused;

    public void Bind(DirectiveReader line)
    {
        if (line.TextOrQuoted() is not { } text || line.FileName(text) is not { } path)
            return;
        var problem = path.StartsWith('/')
            ? TrustedFile.FolderProblem(path)
            : $"\"{DirectiveReader.ShortenPath(path)}\" does not begin with /: expected an absolute path";
        _isRefused = problem is not null;
        if (problem is not null)
            line.Error($"invalid checkdirectory: {problem}");
        _path = path.Length > 1 ? path.TrimEnd('/') : path;
    }

    /// <summary>What an unknown service is told; empty if the directory does not exist.</summary>
    public string Hint => !Directory.Exists(_path) ? "" : $", or the name of a program in {DirectiveReader.ShortenPath(_path)}";

    /// <summary>Whether the directory has a file of that name, fit or not.</summary>
    public bool Has(string name) =>
        IsName(name) && (_isRefused || FileStatus.TryGet($"{_path}/{name}", out _, follow: false));

    /// <summary>The service of a program that the directory has.</summary>
    /// <returns>Null after an error: the program is refused.</returns>
    public NegotiateService? Find(string name, DirectiveReader line)
    {
        var path = $"{_path}/{name}";
        if (_isRefused)
            return null;
        if (TrustedFile.ProgramProblem(path) is { } problem)
        {
            line.Error($"service = {name} is refused: {problem}");
            return null;
        }

        _used[name] = path;
        var (command, version) = (Latin1.FromText(path), FileStamp.Of(path));
        return new NegotiateService(name, 0, settings => settings.Program! with
        {
            Command = command,
            Service = name,
            Launch = settings.Program.Launch with { Version = version },
        })
        {
            Program = path,
        };
    }

    /// <summary>The programs that sections use, when all are read.</summary>
    public ServicePrograms Programs => new(_path, _used.ToImmutableSortedDictionary());

    /// <summary>Whether a program of that name can be a service.</summary>
    public static bool IsName(string name) => NamePattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

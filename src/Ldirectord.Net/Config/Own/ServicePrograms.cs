using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>The programs of checkdirectory.</summary>
/// <param name="Directory">The directory's path; it need not exist.</param>
/// <param name="Used">The paths of the programs that sections name as their service, by name.</param>
internal sealed record ServicePrograms(string Directory, ImmutableSortedDictionary<string, string> Used)
{
    public static ServicePrograms None { get; } = new("", ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>Names of the other programs there that "service =" accepts. Reads the directory.</summary>
    public IReadOnlyList<string> Unused()
    {
        try
        {
            return [.. System.IO.Directory.EnumerateFiles(Directory).Select(file => Path.GetFileName(file))
                .Where(name => !Used.ContainsKey(name) && CheckDirectory.IsName(name) && NegotiateServices.Find(name) is null
                    && TrustedFile.ProgramProblem($"{Directory}/{name}") is null)
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}

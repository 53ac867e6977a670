namespace Ldirectord.Kernel.Daemon;

/// <summary>The program under test: what "make build" leaves, or what LDIRECTORD names.</summary>
internal static class Executable
{
    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    public static string Path { get; } = Find();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Ldirectord.Net.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? "/";
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("LDIRECTORD") is { Length: > 0 } named)
            return named;
        var built = System.IO.Path.Combine(Root, "artifacts", "ldirectord");
        return File.Exists(built) ? built : throw new InvalidOperationException($"{built} is not there: make build");
    }
}

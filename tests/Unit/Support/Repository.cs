namespace Ldirectord.Tests.Support;

/// <summary>The files that go with the program: manual pages, completion, the sample.</summary>
internal static class Repository
{
    /// <param name="file">From the folder of the solution.</param>
    public static string PathOf(params string[] file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ldirectord.Net.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the repository");
        return Path.Combine([folder.FullName, .. file]);
    }
}

namespace Ldirectord.Bench;

/// <summary>Writes the lists that say in which order the program's methods and data lie in its file.</summary>
internal static class OrderLists
{
    /// <param name="executable">The program with its symbols.</param>
    public static async Task WriteAsync(string executable)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            await MethodOrder.WriteAsync(executable, folder.FullName).ConfigureAwait(false);
            await DataUse.WriteAsync(executable, folder.FullName).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

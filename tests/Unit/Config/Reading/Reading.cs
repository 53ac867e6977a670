
using Ldirectord.Config;

namespace Ldirectord.Tests.Config;

/// <summary>Reads configurations from text, for tests.</summary>
internal static class Reading
{
    public const string FileName = "test.cf";

    public static ConfigResult Read(string text) => ConfigReader.ReadText(FileName, text);

    /// <summary>The configuration of a text without errors.</summary>
    public static DirectorConfig ReadConfig(string text)
    {
        var read = Read(text);
        Assert.Empty(read.Errors.Select(error => error.Format(1)));
        return read.Config!;
    }

    /// <summary>The virtual service 127.0.0.1:80 of a file.</summary>
    /// <param name="section">The lines of its section, separated by "|".</param>
    /// <param name="global">The lines before the section, separated by "|".</param>
    public static VirtualService Service(string section, string global = "", string head = "virtual = 127.0.0.1:80") =>
        Assert.Single(ReadConfig(FileWith(section, global, head)).VirtualServices);

    public static RealServer Server(string section, string global = "", string head = "virtual = 127.0.0.1:80") =>
        Assert.Single(Service(section, global, head).RealServers);

    public static string FileWith(string section, string global = "", string head = "virtual = 127.0.0.1:80") =>
        $"{Lines(global, "")}{head}\n{Lines(section, "\t")}\n";

    private static string Lines(string lines, string indent) =>
        string.Concat(lines.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{indent}{line}\n"));
}

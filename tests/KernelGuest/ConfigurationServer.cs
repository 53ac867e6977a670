using System.Text.Json;
using Ldirectord.Config;

namespace Ldirectord.KernelGuest;

/// <summary>What our reader says of one file.</summary>
/// <param name="Failure">An exception, which there must never be.</param>
internal sealed record ConfigurationAnswer(bool Accepted, Diagnostic[] Diagnostics, string? Failure);

/// <summary>Reads each configuration file that is named on standard input, a line each, and answers with a line of JSON.</summary>
internal static class ConfigurationServer
{
    public static int Run()
    {
        while (Console.In.ReadLine() is { } path)
            Console.Out.WriteLine(JsonSerializer.Serialize(Answer(path)));
        return 0;
    }

    private static ConfigurationAnswer Answer(string path)
    {
        try
        {
            var read = ConfigReader.ReadFile(path);
            return new ConfigurationAnswer(read.Config is not null, [.. read.Diagnostics], null);
        }
#pragma warning disable CA1031 // Every exception is reported to the test.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new ConfigurationAnswer(false, [], e.ToString());
        }
    }
}

using System.Text;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>What a reading takes, counted and not timed.</summary>
public class LargeFileTests
{
    private const int Services = 100;
    private const int Servers = 20;

    [Fact]
    public void ServersLine_TakesLittleMemoryToRead()
    {
        var file = File();
        ReadConfig(file); // what is made once
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadConfig(file);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (Services * Servers);
        // 2,200 were measured, twice that with a parser for each word and each blank.
        Assert.InRange(each, 0, 3000);
    }

    [Fact]
    public void ServersLineThatIsAsItWas_TakesNextToNothingToReadAgain()
    {
        var file = File();
        var config = ReadConfig(file);
        ConfigReader.ReadText(FileName, file, config);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ConfigReader.ReadText(FileName, file, config);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / (Services * Servers);
        // 90 were measured, half of them the file itself.
        Assert.InRange(each, 0, 150);
    }

    private static string File()
    {
        var text = new StringBuilder();
        for (var service = 0; service < Services; service++)
        {
            text.Append($"virtual = 10.0.{service}.1:80\n");
            for (var server = 1; server <= Servers; server++)
                text.Append($"\treal = 10.1.{service}.{server}:80 masq {server}\n");
            text.Append("\tservice = http\n\trequest = \"/\"\n\treceive = \"ok\"\n\n");
        }

        return text.ToString();
    }
}

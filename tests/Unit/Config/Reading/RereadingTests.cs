using System.Globalization;
using System.Text;
using Ldirectord.Config;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>A file that is read again: an unchanged section is the same virtual service, and the result that of a first reading.</summary>
public class RereadingTests : IDisposable
{
    private const string Defaults = "checkinterval = 5\nfallback = 127.0.0.1:80\n";
    private const string First = "virtual = 10.0.0.1:80\n\treal = 10.0.1.1:80 masq\n\n";
    private const string Second = "virtual = 10.0.0.2:80\n\treal = 10.0.1.2:80 masq\n\n";
    private const string Last = "virtual = 10.0.0.9:80\n\treal = 10.0.1.9:80 masq\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("rereading").FullName;

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void SectionThatIsAsItWas_IsTheSameVirtualService()
    {
        var before = ReadConfig(Defaults + First + Second + Last);
        var after = Again(before, Defaults + First + Second.Replace("masq", "masq 2", StringComparison.Ordinal) + Last);
        Assert.Same(before.VirtualServices[0], after.VirtualServices[0]);
        Assert.Same(before.VirtualServices[2], after.VirtualServices[2]);
        Assert.Equal(2, after.VirtualServices[1].RealServers[0].Destination.Weight);
    }

    [Fact]
    public void SectionsThatMoved_AreTheSameVirtualServices()
    {
        var before = ReadConfig(Defaults + First + Second + Last);
        var after = Again(before, "# a comment more\n\n" + Second + First + Defaults + Last);
        Assert.Equal(
            [before.VirtualServices[1], before.VirtualServices[0]], after.VirtualServices.Take(2), ReferenceEqualityComparer.Instance);
    }

    [Theory]
    [InlineData("checkinterval = 6\nfallback = 127.0.0.1:80\n")]
    [InlineData("checkinterval = 5\nfallback = 127.0.0.2:80\n")]
    [InlineData("checkinterval = 5\n")]
    [InlineData(Defaults + "quiescent = yes\n")]
    public void OtherDefaults_AreTakenByEverySection(string defaults)
    {
        var before = ReadConfig(Defaults + First + Last);
        Assert.NotSame(before.VirtualServices[0], Again(before, defaults + First + Last).VirtualServices[0]);
    }

    [Theory]
    [InlineData("real = localhost:80 masq")] // whatever the name is of by now
    [InlineData("real = 127.0.0.1:http masq")]
    [InlineData("real = 127.0.0.1:80 masq \"http://localhost/\", \"ok\"")]
    [InlineData("fallback = localhost:80")]
    [InlineData("real = 127.0.0.1:80 masq|requestfile = FILE")] // whatever it holds by now
    [InlineData("real = 127.0.0.1:80 masq|monitorfile = FILE")]
    [InlineData("real = 127.0.0.1:80 masq|checktype = negotiate|service = https|tlscafile = FILE")]
    [InlineData("real = 127.0.0.1:80 masq|real = 127.0.0.1:80 masq")] // warned of each time
    [InlineData("real = 127.0.0.1:80 masq|service = radius")]
    [InlineData("real = 127.0.0.1:80 masq|service = smtp|starttls = yes")]
    public void WhatMayMeanSomethingElseNow_IsReadAnew(string section)
    {
        string file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\n");
        if (section.Contains("tlscafile", StringComparison.Ordinal))
            file = "/etc/ssl/certs/ca-certificates.crt";
        string text = FileWith(section.Replace("FILE", file, StringComparison.Ordinal)) + Last;
        var before = ReadConfig(text);
        var after = Again(before, text);
        Assert.NotSame(before.VirtualServices[0], after.VirtualServices[0]);
    }

    [Fact]
    public void DefaultsByName_AreReadAnew()
    {
        string text = "fallback = localhost:80\n" + First + Last;
        var before = ReadConfig(text);
        Assert.NotSame(before.VirtualServices[0], Again(before, text).VirtualServices[0]);
    }

    [Fact]
    public void VirtualServiceTwice_IsTheErrorItAlwaysIs()
    {
        var before = ReadConfig(First + Second + Last);
        Assert.Equal(
            "test.cf:7: duplicate virtual service: 10.0.0.1:80 is defined at line 1 already",
            Assert.Single(AgainRead(before, First + Second + First + Last).Errors).Sentence);
    }

    [Fact]
    public void BareSectionThatIsNowTheLast_IsTheErrorItAlwaysIs()
    {
        var before = ReadConfig("virtual = 10.0.0.3:80\n" + First);
        Assert.NotEmpty(AgainRead(before, First + "virtual = 10.0.0.3:80\n").Errors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ReadingAgain_IsLikeReadingForTheFirstTime(int seed)
    {
        var random = new Random(seed);
        var generator = new ConfigurationGenerator(seed);
        var previous = ReadConfig(First + Second + Last);
        List<string> good = [First, Second, Last];
        var same = 0;
        for (var i = 0; i < 100; i++)
        {
            List<string> parts = [.. good];
            Edit(parts, i);
            string text = string.Concat(parts);
            var fresh = Read(text);
            var again = ConfigReader.ReadText(FileName, text, previous);
            Assert.Equal(fresh.Diagnostics, again.Diagnostics);
            Assert.Equal(fresh.Config is null ? "" : Described(fresh.Config), again.Config is null ? "" : Described(again.Config));
            if (again.Config is not { } config)
                continue; // the editor takes it back
            same += config.VirtualServices.Count(service => previous.VirtualServices.Contains(service, ReferenceEqualityComparer.Instance));
            (previous, good) = (config, parts);
        }

        Assert.NotEqual(0, same);

        void Edit(List<string> parts, int number)
        {
            switch (random.Next(7))
            {
                case 0 when parts.Count > 2:
                    parts.RemoveAt(random.Next(parts.Count));
                    break;
                case 1:
                    parts.Insert(random.Next(parts.Count), parts[random.Next(parts.Count)]);
                    break;
                case 2:
                    parts.Insert(
                        random.Next(parts.Count + 1),
                        string.Create(CultureInfo.InvariantCulture, $"virtual = 10.1.0.{number}:80\n\treal = 10.2.0.1:80 masq {number}\n"));
                    break;
                case 3:
                    parts.Insert(0, random.Next(2) == 0 ? "# edited\n" : $"failurecount = {number + 1}\n");
                    break;
                case 4:
                    parts.Reverse();
                    break;
                case 5:
                    parts.Insert(random.Next(parts.Count + 1), generator.Next());
                    break;
                default:
                    parts[random.Next(parts.Count)] = new ConfigurationMutator(seed + number, _directory, string.Concat(parts)).Next();
                    break;
            }
        }
    }

    private static DirectorConfig Again(DirectorConfig before, string text)
    {
        var read = AgainRead(before, text);
        Assert.Empty(read.Errors);
        Assert.Equal(Described(ReadConfig(text)), Described(read.Config!));
        return read.Config!;
    }

    private static ConfigResult AgainRead(DirectorConfig before, string text)
    {
        var read = ConfigReader.ReadText(FileName, text, before);
        Assert.Equal(Read(text).Diagnostics, read.Diagnostics);
        return read;
    }

    /// <summary>All of a configuration in words: records write their members, but not those of arrays.</summary>
    private static string Described(DirectorConfig config)
    {
        var text = new StringBuilder($"{config with { VirtualServices = [], Execute = [] }} {string.Join(' ', config.Execute)} ");
        text.Append(CultureInfo.InvariantCulture, $"{string.Join(' ', config.Mail.Recipients)}\n");
        foreach (var service in config.VirtualServices)
        {
            text.Append(CultureInfo.InvariantCulture, $"{service with { RealServers = [] }} {string.Join(' ', service.Mail.Recipients)}\n");
            text.AppendJoin("", service.RealServers.Select(server => $"\t{server}\n"));
        }

        return text.ToString();
    }
}


using Ldirectord.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

/// <summary>What is no file, or no sane one, is refused in one sentence, before a byte of it is read.</summary>
public sealed class UnfitConfiguredFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Kinds => UnfitFiles.Kinds;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task InTheConfigurationsPlace_IsOneError(string kind, string message)
    {
        var path = _folder.Path("a.cf");
        UnfitFiles.Put(kind, path);
        var read = await UnfitFiles.AtOnceAsync(() => ConfigReader.ReadFile(path));
        Assert.Equal($"cannot read it: {message}", Assert.Single(read.Diagnostics).Message);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task InTheConfigurationsPlace_HasAFingerprintOfItsOwn(string kind, string message)
    {
        Assert.NotEmpty(message);
        var path = _folder.Path("a.cf");
        UnfitFiles.Put(kind, path);
        var fingerprint = await UnfitFiles.AtOnceAsync(() => ContentHash.OfFile(path));
        Assert.NotNull(fingerprint);
        Assert.NotEqual(ContentHash.Of([]), fingerprint);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task InARequestfilesPlace_IsAnError(string kind, string message)
    {
        var path = _folder.Path("request");
        UnfitFiles.Put(kind, path);
        await AssertRefusedAsync($"requestfile={path}", $"cannot read requestfile {path}: {message}");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task InACaFilesPlace_IsAnError(string kind, string message)
    {
        var path = _folder.Path("ca.pem");
        UnfitFiles.Put(kind, path);
        await AssertRefusedAsync($"tlsverify=yes\n\ttlscafile={path}", $"the certificates of {path} cannot be read: {message}");
    }

    [Theory]
    [InlineData("pipe", "it is a named pipe: expected a file")]
    [InlineData("link to /dev/zero", "it is a device: expected a file")]
    public async Task InAMonitorfilesPlace_IsAnError(string kind, string message)
    {
        var path = _folder.Path("monitor");
        UnfitFiles.Put(kind, path);
        await AssertRefusedAsync($"monitorfile={path}", $"cannot open monitorfile {path}: {message}");
    }

    [Fact]
    public void NoFile_IsAConfigurationOrCertificateOfNothing() =>
        Assert.NotNull(ConfigReader.ReadFile("/dev/null").Config);

    private static async Task AssertRefusedAsync(string lines, string message)
    {
        var read = await UnfitFiles.AtOnceAsync(() => ConfigReader.ReadText(
            "a.cf", $"virtual=10.0.0.1:80\n\treal=10.0.1.1:80 gate\n\tservice=http\n\t{lines}\n"));
        Assert.Equal(message, Assert.Single(read.Errors).Message);
    }
}

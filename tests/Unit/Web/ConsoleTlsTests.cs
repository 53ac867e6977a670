using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ldirectord.Tests.Support;
using Ldirectord.Web;

namespace Ldirectord.Tests.Web;

public sealed class ConsoleTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private TlsFiles Files => new(_folder.Path("c.pem"), _folder.Path("k.pem"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answers_GoThroughTls_WithTheCertificateThatTheFilesHoldNow()
    {
        Write("CN=first");
        await using var console = await RunningConsole.StartAsync(Files, new DirectorSet([], _folder.FullName));
        Assert.Equal((200, "[]"), await console.GetAsync("/api/v1/directors"));
        Assert.Equal("CN=first", console.Subject);
        Write("CN=second");
        Assert.Equal(200, (await console.GetAsync("/api/v1/directors")).Status);
        Assert.Equal("CN=second", console.Subject);
        Assert.Empty(console.Log);
        File.WriteAllText(Files.Certificate, "half");
        Assert.Equal(200, (await console.GetAsync("/api/v1/directors")).Status);
        Assert.Equal("CN=second", console.Subject);
        Assert.StartsWith("the certificate in use stays: consolecertificate", Assert.Single(console.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeAnswer_ArrivesWhole()
    {
        Write("CN=first");
        var text = new string('x', 3_000_000);
        await using var director = new FakeDirector(_folder.Path("x.sock"), FakeDirector.Text("/api/v1/status", "application/json", text));
        await using var console = await RunningConsole.StartAsync(Files, new DirectorSet([director.Address]));
        Assert.Equal((200, text), await console.GetAsync("/api/v1/status"));
    }

    [Fact]
    public async Task ClientWithoutTls_GetsNothing()
    {
        Write("CN=first");
        await using var console = await RunningConsole.StartAsync(Files, new DirectorSet([], _folder.FullName));
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri($"http://{console.EndPoint}/")));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, true)]
    public void KeyForOthers_IsRefused(UnixFileMode mode, bool isRefused)
    {
        Write("CN=x");
        File.SetUnixFileMode(Files.Key, mode);
        var e = Record.Exception(() => TlsCertificate.Load(Files));
        Assert.Equal(isRefused, e is IOException && e.Message.Contains("expected mode 0600 or 0640", StringComparison.Ordinal));
    }

    [Fact]
    public void FilesThatAreNoCertificate_AreSaidInWords()
    {
        Assert.Contains("there is no such file", Message(), StringComparison.Ordinal);
        Write("CN=x");
        File.WriteAllText(Files.Key, "no key");
        Assert.Contains("expected a certificate and its key", Message(), StringComparison.Ordinal);

        string Message() => Assert.Throws<IOException>(() => TlsCertificate.Load(Files)).Message;
    }

    private void Write(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        // The key first: the certificate's file is what a change is seen by, both are read again.
        Replace(Files.Key, key.ExportPkcs8PrivateKeyPem());
        Replace(Files.Certificate, certificate.ExportCertificatePem());
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllBytes($"{path}.new", Encoding.ASCII.GetBytes(text));
        File.SetUnixFileMode($"{path}.new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move($"{path}.new", path, overwrite: true);
    }
}

using System.IO.Compression;
using System.Net;
using System.Threading.Channels;
using Ldirectord.Status;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ldirectord.Tests.Web;

/// <summary>A collector of OTLP on loopback: keeps what it was sent, and answers as the test says.</summary>
internal sealed class FakeCollector : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private readonly Channel<OtlpRequest> _requests = Channel.CreateUnbounded<OtlpRequest>();
    private readonly KestrelServer _server;
    private readonly bool _isGrpc;

    private FakeCollector(bool isGrpc)
    {
        _isGrpc = isGrpc;
        var options = HttpServer.LimitedOptions();
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MaxRequestBufferSize = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1);
        _server = HttpServer.Make(options, new());
    }

    /// <summary>Without a path: "http://127.0.0.1:4318".</summary>
    public string Url => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public OtlpReply Reply { get; set; } = OtlpReply.Good;

    public static async Task<FakeCollector> StartAsync(bool isGrpc = false)
    {
        var collector = new FakeCollector(isGrpc);
        await collector._server.StartAsync(collector, TestContext.Current.CancellationToken);
        return collector;
    }

    public async Task<OtlpRequest> NextAsync() => await _requests.Reader.ReadAsync(TestContext.Current.CancellationToken)
        .AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var (request, response, reply) = (context.GetRequiredFeature<IHttpRequestFeature>(),
            context.GetRequiredFeature<IHttpResponseFeature>(), Reply);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _requests.Writer.TryWrite(new OtlpRequest(
            request.Path,
            request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            OtlpMessage.Read(Unpack(body.ToArray(), request.Headers.ContentEncoding == "gzip"))));
        response.StatusCode = reply.Status;
        if (reply.Type.Length > 0)
            response.Headers.ContentType = reply.Type;
        if (reply.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds;
        var answer = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        if (_isGrpc)
        {
            response.Headers.ContentType = "application/grpc";
            await answer.Stream.WriteAsync(new byte[5]);
            context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = reply.GrpcStatus;
            return;
        }

        await answer.Stream.WriteAsync(reply.Body);
        if (reply.Hangs)
            await Task.Delay(Timeout.Infinite, context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted);
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private byte[] Unpack(byte[] body, bool isPacked)
    {
        if (_isGrpc)
            return body[5..];
        if (!isPacked)
            return body;
        using var plain = new MemoryStream();
        using var packed = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}

/// <param name="Body">After it the connection hangs, if it does.</param>
internal sealed record OtlpReply(int Status, string Type, byte[] Body)
{
    public static OtlpReply Good { get; } = new(200, "application/x-protobuf", []);

    public string GrpcStatus { get; init; } = "0";

    public string? RetryAfter { get; init; }

    public bool Hangs { get; init; }
}

internal sealed record OtlpRequest(string Path, IReadOnlyDictionary<string, string> Headers, OtlpMessage Message);

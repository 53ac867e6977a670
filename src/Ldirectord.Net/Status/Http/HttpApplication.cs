using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Ldirectord.Status;

/// <summary>Hands a request that Kestrel has read to the resources, and their answer to Kestrel.</summary>
internal sealed class HttpApplication(HttpRoutes routes) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        var question = new HttpQuestion(request.Method, request.Path, QueryHelpers.ParseQuery(request.QueryString))
        {
            Header = name => request.Headers.TryGetValue(name, out var value) ? value.ToString() : "",
            Body = request.Body,
            User = context.Get<IConnectionSocketFeature>()?.Socket is { AddressFamily: AddressFamily.Unix } socket
                ? TrustedPeer.UserOf(socket) : null,
        };
        var answer = await routes.AnswerAsync(question, aborted).ConfigureAwait(false);
        await SendAsync(answer, request.Method, context, aborted).ConfigureAwait(false);
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    private static async Task SendAsync(HttpAnswer answer, string method, IFeatureCollection context, CancellationToken aborted)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = answer.Status;
        response.Headers.ContentType = answer.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (answer.Allow is { } allow)
            response.Headers.Allow = allow;
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.WriteAsync is null)
            response.Headers.ContentLength = answer.Body.Length;
        if (method == "HEAD")
            return;
        var writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        if (answer.WriteAsync is { } write)
            await write(writer, aborted).ConfigureAwait(false);
        else
            await PieceWriter.WriteAsync(writer, answer.Body, aborted).ConfigureAwait(false);
    }
}

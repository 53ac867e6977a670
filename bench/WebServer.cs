using System.Diagnostics;
using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>nginx on the host, which answers for every 127.x.y.z, in a folder of its own. It ends with this object.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly Process _process;

    private WebServer(Process process) => _process = process;

    /// <param name="folder">Empty, and the caller's to remove.</param>
    public static async Task<WebServer> StartAsync(string folder)
    {
        var configuration = Path.Combine(folder, "web.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            daemon off; master_process off; pid {{folder}}/web.pid; error_log {{folder}}/web.log; worker_rlimit_nofile 65536;
            events { worker_connections 16384; }
            http {
                access_log off;
                client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
                server { listen 0.0.0.0:{{Work.Port}} backlog=16384; location / { return 200 "ok"; } location /count { stub_status; } }
            }
            """).ConfigureAwait(false);
        var server = new WebServer(Process.Start("nginx", ["-e", $"{folder}/web.log", "-p", folder, "-c", configuration]));
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _ = await AcceptedAsync().ConfigureAwait(false);
                return server;
            }
            catch (HttpRequestException) when (attempt < 100 && !server._process.HasExited)
            {
                await Task.Delay(50).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Connections that it has accepted.</summary>
    public static async Task<long> AcceptedAsync()
    {
        using var client = new HttpClient();
        var lines = (await client.GetStringAsync(new Uri($"http://127.0.0.1:{Work.Port}/count")).ConfigureAwait(false)).Split('\n');
        return long.Parse(lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

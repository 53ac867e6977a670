using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Ldirectord.Kernel.Pair;

/// <summary>
/// An ethernet of User-Mode Linux guests: each frame of one goes to all others, but over a link that is cut. A guest that does not read
/// loses frames, as at any port of a switch.
/// </summary>
internal sealed class EthernetHub : IDisposable
{
    private const int LargestFrame = 65536;

    private readonly string _folder = Directory.CreateTempSubdirectory("hub-").FullName;
    private readonly ConcurrentDictionary<string, Socket> _ports = new();
    private readonly ConcurrentDictionary<(string From, string To), bool> _cut = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);

    public EthernetHub()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "hub")));
        _listener.Listen(8);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>The kernel's argument by which a guest has its interface vec0 here, each time it boots.</summary>
    /// <param name="name">By which a link is cut.</param>
    /// <param name="number">Last byte of the hardware address.</param>
    public string Port(string name, int number)
    {
        var socket = Path.Combine(_folder, name);
        File.Delete(socket);
        return $"vec0:transport=bess,src={socket},dst={Path.Combine(_folder, "hub")},mac=02:00:00:00:01:{number:x2}";
    }

    /// <summary>Nothing passes between the two any more, in either direction.</summary>
    public void Cut(string one, string other)
    {
        _cut[(one, other)] = true;
        _cut[(other, one)] = true;
    }

    public void Join(string one, string other)
    {
        _cut.TryRemove((one, other), out _);
        _cut.TryRemove((other, one), out _);
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var port in _ports.Values)
            port.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Not AcceptAsync, which has no room for a guest's name that is longer than the listener's.
    private void Accept()
    {
        try
        {
            while (true)
                _ = ForwardAsync(_listener.Accept());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(Socket port)
    {
        // A send that would have to wait fails instead.
        port.Blocking = false;
        var name = Path.GetFileName(port.RemoteEndPoint!.ToString()!);
        _ports[name] = port;
        var frame = new byte[LargestFrame];
        try
        {
            int length;
            while ((length = await port.ReceiveAsync(frame.AsMemory())) > 0)
            {
                foreach (var (other, to) in _ports)
                {
                    if (other != name && !_cut.ContainsKey((name, other)))
                        _ = to.Send(frame.AsSpan(0, length), SocketFlags.None, out _);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The guest is gone.
        }
        _ports.TryRemove(new KeyValuePair<string, Socket>(name, port));
        port.Dispose();
    }
}

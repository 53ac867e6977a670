using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ldirectord.KernelGuest;

/// <summary>
/// A client with one UDP socket, whose port never changes: to IPVS it is one flow. Each datagram has a number, which its answer repeats.
/// </summary>
internal static class DatagramClient
{
    public static async Task<int> RunAsync(string target, string log, string[] options)
    {
        var server = IPEndPoint.Parse(target);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server);
        var number = 0;
        return await AskingClient.RunAsync(log, options, timeout => AskAsync(socket, ++number, timeout));
    }

    private static async Task<(bool Ok, string Text)> AskAsync(Socket socket, int number, TimeSpan timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        var question = number.ToString(CultureInfo.InvariantCulture);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(question), deadline.Token);
            var answer = new byte[512];
            while (true)
            {
                var length = await socket.ReceiveAsync(answer, deadline.Token);
                // An answer to an earlier datagram came too late.
                if (Encoding.ASCII.GetString(answer, 0, length).Split(' ') is [var repeated, var name] && repeated == question)
                    return (true, name);
            }
        }
        catch (OperationCanceledException)
        {
            return (false, $"no answer within {timeout.TotalMilliseconds:0} ms");
        }
        catch (SocketException e)
        {
            return (false, e.Message);
        }
    }
}

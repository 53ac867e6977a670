namespace Ldirectord.Ipvs;

/// <summary>How long the kernel keeps an idle connection's entry (ip_vs_set_timeout), for the whole network namespace.</summary>
/// <param name="Tcp">Seconds of an established TCP connection; 900 by default. As a wish, 0 leaves the kernel's value.</param>
/// <param name="TcpFin">Seconds after a FIN; 120 by default.</param>
/// <param name="Udp">Seconds since the last datagram; 300 by default.</param>
internal readonly record struct ConnectionTimeouts(int Tcp, int TcpFin, int Udp)
{
    /// <summary>
    /// INT_MAX / HZ: the kernel keeps ticks in an int. HZ is at most 1000 (1024 on two old architectures, which .NET does not run on).
    /// </summary>
    public const int Longest = int.MaxValue / 1000;

    /// <summary>These timeouts, with the kernel's where they are 0.</summary>
    public ConnectionTimeouts Over(ConnectionTimeouts kernel) => new(
        Tcp > 0 ? Tcp : kernel.Tcp, TcpFin > 0 ? TcpFin : kernel.TcpFin, Udp > 0 ? Udp : kernel.Udp);

    /// <summary>"tcp 900 s, tcpfin 120 s, udp 300 s".</summary>
    public override string ToString() => $"tcp {Tcp} s, tcpfin {TcpFin} s, udp {Udp} s";
}

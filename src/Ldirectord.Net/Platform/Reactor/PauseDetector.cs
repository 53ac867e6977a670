namespace Ldirectord.Platform;

/// <summary>
/// Time that counts against nobody. A loop that comes round late by much tells that this machine was held up: a virtual machine that was paused, a process that
/// was stopped, no processor for it. No server is to blame for what it could not answer to meanwhile. All quantities are ticks of <see cref="ReactorTimeProvider.Tick"/>.
/// </summary>
internal sealed class PauseDetector
{
    /// <summary>0.5 s, which a busy machine may be late, and which do count; who is forgiven gets as many besides, for answers that are on their way only now.</summary>
    public const double MostLate = 50;

    /// <summary>5 s that count, from one to the next: a machine that is always late, because it is overloaded, comes to its deadlines all the same.</summary>
    public const double Rest = 500;

    private double _ticks;
    private double _last = double.NegativeInfinity;

    /// <summary>So far. Any thread may ask.</summary>
    public double Ticks => Volatile.Read(ref _ticks);

    /// <summary>
    /// The loop came round. When a hold-up began is not known: before the first timer that it delayed was due, so all that is under way has that much longer.
    /// </summary>
    /// <param name="now">The machine's time, of which nothing was taken off.</param>
    /// <param name="late">How much later than it meant to; negative: sooner.</param>
    public void CameRound(double now, double late)
    {
        if (late <= MostLate || now - late - _ticks - _last < Rest)
            return;
        Volatile.Write(ref _ticks, _ticks + late + MostLate);
        _last = now - _ticks;
    }
}

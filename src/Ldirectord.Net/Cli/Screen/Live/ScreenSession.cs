using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Ldirectord.Platform;

namespace Ldirectord.Cli;

/// <summary>Shows the screen until the operator quits: one loop has the view; keys, reports and signals come to it as messages.</summary>
internal sealed class ScreenSession(
    TerminalDevice terminal, ScreenClient client, ScreenStyle style, ScreenView view, StatusFetch first, TimeProvider time)
{
    private readonly Channel<ScreenMessage> _messages = Channel.CreateUnbounded<ScreenMessage>();
    private readonly ScreenWriter _writer = new(terminal);
    private ScreenView _view = view;
    private ScreenData _data = new(first.Report, first.Trouble, time.GetUtcNow(), time.GetUtcNow());
    private ImmutableArray<ScreenRow> _rows = [];
    private bool _isExplaining;

    /// <returns>False if the terminal went away.</returns>
    public async Task<bool> RunAsync()
    {
        using var ending = new CancellationTokenSource();
        var signals = Signals();
        try
        {
            _writer.Enter();
            new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
            _ = new LiveStatus(client, fetch => _messages.Writer.TryWrite(new ScreenMessage.Fetched(fetch)), time).RunAsync(ending.Token);
            _ = TickAsync(ending.Token);
            Paint();
            while (true)
            {
                var message = await _messages.Reader.ReadAsync().ConfigureAwait(false);
                do
                {
                    if (message is ScreenMessage.HungUp)
                        return false;
                    if (!Handle(message))
                        return true;
                }
                while (_messages.Reader.TryRead(out message));
                Paint();
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            _writer.Leave();
            foreach (var signal in signals)
                signal.Dispose();
        }
    }

    /// <returns>False to quit.</returns>
    private bool Handle(ScreenMessage message)
    {
        switch (message)
        {
            case ScreenMessage.Pressed { Keys: var keys }:
                return keys.All(Press);
            case ScreenMessage.Fetched { Fetch: var fetch }:
                var now = time.GetUtcNow();
                _data = fetch.Report is { } report
                    ? new(report, null, now, now) : _data with { Trouble = fetch.Trouble, Now = now };
                break;
            case ScreenMessage.Ticked:
                _data = _data with { Now = time.GetUtcNow() };
                if (_view is { Mode: ScreenMode.Detail, Selected: { Real: not null } row })
                    _ = ExplainAsync(row);
                break;
            case ScreenMessage.Explained { Row: var explained, Lines: var lines } when explained == _view.Selected:
                _view = _view with { Detail = lines };
                break;
            case ScreenMessage.Steered { IsRefused: true, Order: { IsForced: false } order }:
                _view = _view with
                {
                    Mode = ScreenMode.Ask,
                    Dialogue = SteeringDialogue.Begin(order.Action, order.Virtual ?? "", order.Server) with
                    {
                        Step = SteeringStep.Force,
                        Refused = order,
                    },
                };
                break;
            case ScreenMessage.Steered { Sentence: var sentence }:
                _view = _view with { Notice = sentence };
                break;
            case ScreenMessage.Continued:
                _writer.Enter();
                break;
        }

        return true;
    }

    private bool Press(Key key)
    {
        Settle();
        (_view, var effect) = ScreenKeys.Press(_view, key, _rows, ScreenPainter.Height(_data, TerminalDevice.Size().Rows));
        switch (effect)
        {
            case { Deed: ScreenDeed.Quit }:
                return false;
            case { Deed: ScreenDeed.Suspend }:
                _writer.Leave();
                // It returns before the process stops, so the message of SIGCONT enters again.
                TerminalDevice.Suspend();
                break;
            case { Deed: ScreenDeed.Redraw }:
                _writer.Forget();
                break;
            case { Deed: ScreenDeed.Explain, Row: { } row }:
                _ = ExplainAsync(row);
                break;
            case { Deed: ScreenDeed.Steer, Order: { } order }:
                _ = SteerAsync(order);
                break;
        }

        return true;
    }

    /// <summary>The rows of the newest report, and the view on them.</summary>
    private void Settle()
    {
        _rows = ScreenRows.Of(_data.Report, _view, _data.Now);
        var size = TerminalDevice.Size();
        _view = _view.On(_rows, ScreenPainter.Height(_data, size.Rows));
        if (_view.Mode is ScreenMode.Detail or ScreenMode.Help)
            _view = _view with { DetailTop = Math.Min(_view.DetailTop, ScreenPainter.LastTop(_data, _view, size)) };
    }

    private void Paint()
    {
        Settle();
        _writer.Show(ScreenPainter.Paint(_data, _view, _rows, TerminalDevice.Size(), style));
    }

    private void ReadKeys()
    {
        var decoder = new KeyDecoder();
        Span<byte> buffer = stackalloc byte[256];
        while (TerminalDevice.Read(buffer) is > 0 and var count)
        {
            List<Key> keys = [.. decoder.Add(buffer[..count])];
            if (decoder.IsWaiting && !TerminalDevice.HasInput(TimeSpan.FromMilliseconds(50)))
                keys.AddRange(decoder.Flush());
            if (keys.Count > 0)
                _messages.Writer.TryWrite(new ScreenMessage.Pressed(keys));
        }

        _messages.Writer.TryWrite(new ScreenMessage.HungUp());
    }

    private async Task TickAsync(CancellationToken ending)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(ending).ConfigureAwait(false))
                _messages.Writer.TryWrite(new ScreenMessage.Ticked());
        }
        catch (OperationCanceledException)
        {
            // The operator quits.
        }
    }

    private async Task ExplainAsync(RowKey row)
    {
        if (_isExplaining)
            return;
        _isExplaining = true;
        try
        {
            var detail = await client.ExplainAsync(row).ConfigureAwait(false);
            var server = _data.Report?.Services.FirstOrDefault(service => service.Virtual == row.Virtual)?.Servers
                .FirstOrDefault(server => server.Real == row.Real && server.Fallback == row.IsFallback);
            _messages.Writer.TryWrite(new ScreenMessage.Explained(row,
                detail is not null ? DetailText.Of(detail)
                : server is not null ? DetailText.Of(server, _data.Now)
                : ["It is no longer there"]));
        }
        catch (IOException e)
        {
            _messages.Writer.TryWrite(new ScreenMessage.Explained(row, [e.Message]));
        }
        finally
        {
            _isExplaining = false;
        }
    }

    private async Task SteerAsync(SteeringOrder order)
    {
        const int Conflict = 409;
        try
        {
            var (status, sentence) = await client.SteerAsync(order).ConfigureAwait(false);
            // Other conflicts cannot be forced: a dry run, a file that names more servers.
            var isLast = status == Conflict && sentence.Contains("--force", StringComparison.Ordinal);
            _messages.Writer.TryWrite(new ScreenMessage.Steered(order, sentence, isLast));
        }
        catch (IOException e)
        {
            _messages.Writer.TryWrite(new ScreenMessage.Steered(order, e.Message, false));
        }
    }

    private List<PosixSignalRegistration> Signals()
    {
        // Ends the process as without the handler, but the terminal is as before.
        void Leave(PosixSignalContext context) => _writer.Leave();
        return
        [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }
                .Select(signal => PosixSignalRegistration.Create(signal, Leave)),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                context.Cancel = true;
                _writer.Leave();
                TerminalDevice.Suspend();
            }),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => _messages.Writer.TryWrite(new ScreenMessage.Continued())),
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _messages.Writer.TryWrite(new ScreenMessage.Resized())),
        ];
    }
}

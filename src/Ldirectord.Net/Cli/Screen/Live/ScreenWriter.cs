using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Cli;

/// <summary>
/// Shows lines on the terminal's other screen, writing only those that changed; the terminal is as before after <see cref="Leave"/>, which
/// any thread may call.
/// </summary>
internal sealed class ScreenWriter(TerminalDevice terminal)
{
    // The other screen, no cursor, no line that goes on in the next row; and back.
    private const string EnterText = "\e[?1049h\e[?25l\e[?7l\e[2J";
    private const string LeaveText = "\e[0m\e[?7h\e[?25h\e[?1049l";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private ImmutableArray<string> _shown = [];
    private bool _isIn;

    public void Enter()
    {
        lock (_lock)
        {
            terminal.MakeRaw();
            _shown = [];
            _isIn = true;
            TerminalDevice.Write(Encoding.UTF8.GetBytes(EnterText), Patience);
        }
    }

    /// <summary>The next <see cref="Show"/> writes every line.</summary>
    public void Forget()
    {
        lock (_lock)
            _shown = [];
    }

    public void Show(ImmutableArray<string> lines)
    {
        lock (_lock)
        {
            if (!_isIn)
                return;
            var isNew = _shown.Length != lines.Length;
            var text = new StringBuilder(isNew ? "\e[2J" : "");
            for (var i = 0; i < lines.Length; i++)
            {
                if (isNew || lines[i] != _shown[i])
                    text.Append(CultureInfo.InvariantCulture, $"\e[{i + 1};1H{lines[i]}\e[0m\e[K");
            }

            _shown = lines;
            if (!TerminalDevice.Write(Encoding.UTF8.GetBytes(text.ToString()), Patience))
                _shown = [];
        }
    }

    public void Leave()
    {
        // A writer that is stuck, since the terminal takes nothing, must not keep the program from ending.
        var isHeld = _lock.TryEnter(LeavePatience);
        try
        {
            if (!_isIn)
                return;
            _isIn = false;
            TerminalDevice.Write(Encoding.UTF8.GetBytes(LeaveText), LeavePatience);
            terminal.Restore();
        }
        finally
        {
            if (isHeld)
                _lock.Exit();
        }
    }
}

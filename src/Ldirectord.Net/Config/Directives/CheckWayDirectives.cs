using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ldirectord.Networking;

namespace Ldirectord.Config;

/// <summary>
/// checksource, checkdevice and checkmark, which may stand at the top of the file and in a section; checkvia and checkvip, which stand in a
/// section. Null if not set.
/// </summary>
internal sealed class CheckWayDirectives
{
    /// <summary>Longest name of a network device in bytes (IFNAMSIZ without its final 0).</summary>
    private const int DeviceLength = 15;

    public IPAddress? Source { get; private set; }

    public string? Device { get; private set; }

    public uint? Mark { get; private set; }

    /// <summary>The line of checkvia = virtual; null for real, or if not set.</summary>
    public Line? Via { get; private set; }

    /// <summary>checkvip: the address to check at where the virtual service is a firewall mark.</summary>
    public IPAddress? VirtualAddress { get; private set; }

    /// <summary>The line of the last of checksource, checkdevice and checkmark.</summary>
    public Line? Last { get; private set; }

    /// <returns>Whether the line is one of checksource, checkdevice and checkmark.</returns>
    public bool TryBindShared(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "checksource":
                Source = Address(line) ?? Source;
                break;
            case "checkdevice":
                Device = DeviceName(line) ?? Device;
                break;
            case "checkmark":
                Mark = ReadMark(line) ?? Mark;
                break;
            default:
                return false;
        }

        Last = line.Line;
        return true;
    }

    /// <returns>Whether the line is one of these directives.</returns>
    /// <param name="family">The virtual service's.</param>
    public bool TryBind(DirectiveReader line, AddressFamily family)
    {
        switch (line.Name)
        {
            case "checksource":
                if (Address(line) is not { } source)
                    break;
                if (source.AddressFamily != family)
                    line.Error($"checksource {source} is of the other address family: expected an {Word(family)} address");
                (Source, Last) = (source, line.Line);
                break;
            case "checkvia":
                line.IsOurs();
                if (line.Text is not ("real" or "virtual"))
                    line.Error($"invalid checkvia \"{DirectiveReader.Shorten(line.Text)}\": expected real or virtual");
                Via = line.Text == "virtual" ? line.Line : null;
                break;
            case "checkvip":
                VirtualAddress = Address(line) ?? VirtualAddress;
                if (VirtualAddress is not null && VirtualAddress.AddressFamily != family)
                    line.Error($"checkvip {VirtualAddress} is of the other address family: expected an {Word(family)} address");
                break;
            default:
                return TryBindShared(line);
        }

        return true;
    }

    /// <summary>The way of the section's checks; null if nothing is set.</summary>
    /// <param name="shared">The file's directives.</param>
    public SocketPath? PathOf(CheckWayDirectives shared, AddressFamily family)
    {
        // The file's address concerns the services of its family.
        var source = Source ?? (shared.Source?.AddressFamily == family ? shared.Source : null);
        var path = new SocketPath { Source = source, Device = Device ?? shared.Device, Mark = Mark ?? shared.Mark ?? 0 };
        return path == new SocketPath() ? null : path;
    }

    /// <summary>checkmarks = first or first-last.</summary>
    public static MarkRange? Marks(DirectiveReader line)
    {
        line.IsOurs();
        var ends = line.Text.Split('-', 2);
        if (Number(ends[0]) is { } first && Number(ends[^1]) is { } last && first <= last)
            return new MarkRange(first, last);
        line.Error($"invalid checkmarks \"{DirectiveReader.Shorten(line.Text)}\": expected first-last, two firewall marks, 1..4294967295");
        return null;
    }

    private static string Word(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    private static IPAddress? Address(DirectiveReader line)
    {
        line.IsOurs();
        var text = line.Text.StartsWith('[') && line.Text.EndsWith(']') ? line.Text[1..^1] : line.Text;
        // IPAddress also reads "10", and 010 as octal.
        if (IPAddress.TryParse(text, out var address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text))
            return address;
        line.Error($"invalid {line.Name} \"{DirectiveReader.Shorten(line.Text)}\": expected an IP address");
        return null;
    }

    private static string? DeviceName(DirectiveReader line)
    {
        line.IsOurs();
        var name = line.Text;
        if (name.Length > 0 && name is not ("." or "..") && Encoding.Latin1.GetByteCount(name) <= DeviceLength
            && name.All(c => char.IsAscii(c) && !char.IsControl(c) && c is not ('/' or ':' or ' ')))
            return name;
        line.Error($"invalid checkdevice \"{DirectiveReader.Shorten(name)}\": expected the name of a network device, as in eth0");
        return null;
    }

    private static uint? ReadMark(DirectiveReader line)
    {
        line.IsOurs();
        if (Number(line.Text) is { } mark)
            return mark;
        line.Error($"invalid checkmark \"{DirectiveReader.Shorten(line.Text)}\": expected a firewall mark, 1..4294967295");
        return null;
    }

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}

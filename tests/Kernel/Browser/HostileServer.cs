namespace Ldirectord.Kernel.Browser;

/// <summary>
/// A real server whose every answer attacks whoever shows it: with markup, with a terminal's commands, and by turning the text.
/// </summary>
internal static class HostileServer
{
    /// <summary>Arguments: ADDRESS. On port 80 it answers each request, on port 25 it refuses each client.</summary>
    public const string Script = """
        use strict; use warnings; use IO::Select; use IO::Socket::INET;
        my ($address) = @ARGV;
        my $attack = qq{</td><img src=x onerror=alert(1)><script>document.title="owned"</script>}
            . qq{\e[2J\e[31mred\e]0;owned\a\xE2\x80\xAEdesrever};
        my %listeners = map { $_ => IO::Socket::INET->new(Listen => 64, LocalAddr => $address, LocalPort => $_, ReuseAddr => 1)
            // die "$address:$_: $!\n" } 25, 80;
        my $select = IO::Select->new(values %listeners);
        while (1) {
            for my $listener ($select->can_read) {
                my $client = $listener->accept or next;
                if ($listener == $listeners{25}) {
                    print $client "554 $attack\r\n";
                } else {
                    while (my $line = <$client>) { last if $line =~ /^\r?$/ }
                    printf $client "HTTP/1.1 200 %s\r\nContent-Type: text/html\r\nServer: %s\r\nConnection: close\r\n\r\n%s", ($attack) x 3;
                }
                close $client;
            }
        }
        """;
}

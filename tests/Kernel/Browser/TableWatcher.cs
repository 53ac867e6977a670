namespace Ldirectord.Kernel.Browser;

/// <summary>
/// Tells the host when the kernel's table has changed: it makes a folder, whose time is that of the host's file system. Starting ipvsadm
/// again and again would take the guest far longer than reading the kernel's own list.
/// </summary>
internal static class TableWatcher
{
    /// <summary>
    /// Arguments: a destination as in /proc/net/ip_vs, 1 or 0 for whether it should be there, and the folder. It prints "watching" before.
    /// </summary>
    public const string Script = """
        use strict; use warnings;
        my ($destination, $wanted, $folder) = @ARGV;
        $| = 1;
        for (my $n = 0; ; $n++) {
            open(my $table, '<', '/proc/net/ip_vs') or die "/proc/net/ip_vs: $!\n";
            last if $wanted == grep { /-> \Q$destination\E / } <$table>;
            print "watching\n" if !$n;
            select(undef, undef, undef, 0.002);
        }
        mkdir $folder or die "$folder: $!\n";
        """;
}

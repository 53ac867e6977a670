namespace Ldirectord.Kernel.Compatibility;

/// <summary>What every sandbox finds in the guest: the programs a configuration can name, and the names of its hosts.</summary>
internal static class StoryTools
{
    /// <summary>The original, aside: /usr/sbin/ldirectord is another in each sandbox.</summary>
    public const string Original = "/opt/story/original";

    /// <summary>An external check: the server is dead while a file /run/dead-ADDRESS:PORT exists, or /run/dead.</summary>
    public const string Check = "/opt/story/check";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Compatibility");

    /// <summary>They write down their arguments: callback, fallback.</summary>
    public static string Setup(string original) =>
        $$"""
        mkdir -p /sandboxes /opt/story
        mount -t tmpfs sandboxes /sandboxes
        cp {{original}} {{Original}}
        cat >{{Check}} <<'END'
        #!/bin/sh
        [ ! -e "/run/dead-$3:$4" ] && [ ! -e /run/dead ]
        END
        for name in callback fallback; do
            printf '#!/bin/sh\necho "$*" >>/run/told/%s\n' $name >/opt/story/$name
        done
        # One line for each mail, its header sorted.
        cat >/opt/story/sendmail <<'END'
        #!/bin/sh
        cat >/run/mail.$$
        { sed '/^$/,$d' /run/mail.$$ | sort; sed -n '/^$/,$p' /run/mail.$$; } | tr '\n' '|' | sed 's/$/\n/' >>/run/told/mail
        END
        for name in smtpd syslogd sipd; do cp {{Folder}}/$name.pl /opt/story/$name; done
        ln -sf /run/syslog /dev/log
        chmod +x /opt/story/*
        cp /opt/story/sendmail /usr/sbin/sendmail
        : >/etc/resolv.conf
        cat >/etc/hosts <<'END'
        127.0.0.1 localhost director
        127.0.1.1 www.example.test
        127.0.2.1 web1.example.test web1
        127.0.2.2 web2.example.test web2
        127.0.2.3 web3.example.test web3
        fd00::1 www6.example.test
        fd00::21 web1-6.example.test
        END
        """;
}

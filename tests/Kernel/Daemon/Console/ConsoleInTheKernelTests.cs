namespace Ldirectord.Kernel.Daemon;

/// <summary>A console of an ordinary user beside directors of root, on the real kernel.</summary>
public sealed class ConsoleInTheKernelTests(WebMachine web) : ProcessScripts(web)
{
    private const string Group = "statusgroup=ldirectord";

    private static string Console => $$"""
        as_user() { # GROUPS COMMAND…, in place of this shell: as the user nobody, in this group, without any capability
            groups=$1; shift
            exec setpriv --reuid=nobody --regid=nogroup "$groups" --inh-caps=-all --bounding-set=-all --no-new-privs "$@"
        }
        console() { # GROUPS [FILE]
            as_user "$1" {{Ours}} console ${2:+--config "$2"} 2>/run/console.err & console=$!
            until_true "grep -q 'answers at' /run/console.err"
        }
        ask() { curl -s --max-time 30 -o /run/answer -w '%{http_code}\n' "http://127.0.0.1:9780$1"; }

        """;

    [Fact]
    public async Task Root_IsRefused() =>
        Assert.Equal("1\na console does not run as root", (await TextAsync(Console + $$"""
            code=0; {{Ours}} console 2>/run/console.err || code=$?; echo $code; cut -c1-30 /run/console.err | tr -d '\n'
            """)));

    [Fact]
    public async Task Reader_NeedsTheGroup_AndSeesTheDirectorAgainAfterItsRestart()
    {
        var director = await InTheGroupAsync("test", Configuration("127.0.1.1", Group));
        await director.TableBecomesAsync(Table("127.0.1.1"));
        Assert.Equal(
            """
            without the group 502
            this console may not open /var/run/ldirectord.test.cf.http.sock
            with the group 200
            127.0.2.1:80
            [{"name":"test.cf","reachable":true,"error":null}]
            stopped 502
            started 200
            no power 401

            """,
            await TextAsync(Console + $$"""
                console --clear-groups
                echo "without the group $(ask /directors/test.cf/metrics)"; grep -o 'this console may not open [^ ]*' /run/answer
                kill $console; wait $console || true
                console --groups=ldirectord
                echo "with the group $(ask /directors/test.cf/api/v1/status)"; grep -o -m 1 '127.0.2.1:80' /run/answer | head -n 1
                ask /api/v1/directors >/dev/null; cat /run/answer; echo
                # Its socket is there, but nobody listens.
                kill -9 $(cat {{director.PidFile}})
                echo "stopped $(ask /directors/test.cf/metrics)"
                {{Ours}} {{director.File}} start
                until_true '[ "$(ask /directors/test.cf/metrics)" = 200 ]'
                echo "started $(ask /directors/test.cf/metrics)"
                echo "no power $(curl -s -o /run/answer -w '%{http_code}' -d '{}' -H 'Content-Type: application/json' \
                    http://127.0.0.1:9780/directors/test.cf/api/v1/drain)"
                kill $console; wait $console || true
                """));
    }

    [Fact]
    public async Task TwoDirectors_AreOneAddress_AndOneExposition()
    {
        var first = await InTheGroupAsync("first", Configuration("127.0.1.1", Group));
        var second = await InTheGroupAsync("second", Configuration("127.0.1.2", Group));
        await second.TableBecomesAsync([.. Table("127.0.1.1"), .. Table("127.0.1.2")]);
        Assert.Equal(
            """
            [{"name":"first.cf","reachable":true,"error":null},{"name":"second.cf","reachable":true,"error":null}]
            families in two places: 0
            ldirectord_virtual_lost{director="first.cf",virtual="tcp:127.0.1.1:80"} 0
            ldirectord_virtual_lost{director="second.cf",virtual="tcp:127.0.1.2:80"} 0
            200 while the other hangs, which is 504

            """,
            await TextAsync(Console + $$"""
                console --groups=ldirectord
                ask /api/v1/directors >/dev/null; cat /run/answer; echo
                ask /metrics >/dev/null
                echo "families in two places: $(grep '^# TYPE' /run/answer | sort | uniq -d | wc -l)"
                grep '^ldirectord_virtual_lost' /run/answer
                kill -STOP $(cat {{second.PidFile}})
                curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:9780/directors/second.cf/metrics >/run/hanging & hanging=$!
                echo -n "$(ask /directors/first.cf/metrics) while the other hangs, which is "
                wait $hanging; cat /run/hanging; echo
                kill -CONT $(cat {{second.PidFile}}); kill $console; wait $console || true
                """));
        await first.TableBecomesAsync([.. Table("127.0.1.1"), .. Table("127.0.1.2")]);
    }

    [Fact]
    public async Task Tls_IsThatOfItsFiles()
    {
        await InTheGroupAsync("test", Configuration("127.0.1.1", Group));
        Assert.Equal(
            """
            200 lvs.example.net
            421 other.example.net
            000 without TLS

            """,
            await TextAsync(Console + """
                openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=lvs.example.net -keyout /run/key.pem -out /run/cert.pem \
                    -addext subjectAltName=DNS:lvs.example.net,DNS:other.example.net 2>/dev/null
                chown root:ldirectord /run/key.pem; chmod 0640 /run/key.pem
                printf '%s\n' 'consolecertificate = /run/cert.pem' 'consolekey = /run/key.pem' 'consolehost = lvs.example.net' \
                    'consolelisten = 127.0.0.1:9780' >/etc/ha.d/console.cf
                console --groups=ldirectord /etc/ha.d/console.cf
                ask_tls() {
                    curl -s --cacert /run/cert.pem --resolve "$1:9780:127.0.0.1" -o /dev/null -w '%{http_code} ' https://$1:9780/metrics
                    echo $1
                }
                ask_tls lvs.example.net
                ask_tls other.example.net
                echo "$(ask /) without TLS" || true
                kill $console; wait $console || true
                """));
    }

    private async Task<DirectorProcess> InTheGroupAsync(string name, string configuration)
    {
        _ = await TextAsync("getent group ldirectord >/dev/null || groupadd --system ldirectord");
        return await StartedAsync(name, configuration);
    }
}

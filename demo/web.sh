# A web server that says its name. Sourced; wants $work, a folder to write in.

# NAME ADDRESS PORT [COMMAND…]: answers every request with NAME, and /health with "I am well". Returns when it listens.
# COMMAND, if given, starts it (in a network namespace).
web_server() {
    local name=$1 address=$2 port=$3 dir=$work/$1
    shift 3
    mkdir -p "$dir"
    if command -v nginx >/dev/null; then nginx_server "$@"; else perl_server "$@"; fi
    # Its process id is kept by name: that is how it is killed. The shell is to say nothing about it then.
    echo $! >"$dir/pid"
    disown
    local n
    for n in {1..100}; do
        (: <>"/dev/tcp/$address/$port") 2>/dev/null && return 0
        kill -0 "$(<"$dir/pid")" 2>/dev/null || break
        sleep 0.05
    done
    echo "the web server $name does not listen on $address:$port:" >&2
    cat "$dir/log" >&2
    return 1
}

nginx_server() {
    cat >"$dir/nginx.conf" <<-END
	daemon off;
	master_process off;
	pid $dir/nginx.pid;
	error_log $dir/log;
	events { worker_connections 64; }
	http {
	    access_log off;
	    default_type text/plain;
	    keepalive_timeout 0;
	    client_body_temp_path $dir/body;
	    proxy_temp_path $dir/proxy;
	    fastcgi_temp_path $dir/fastcgi;
	    uwsgi_temp_path $dir/uwsgi;
	    scgi_temp_path $dir/scgi;
	    server {
	        listen $address:$port;
	        location / { return 200 "$name"; }
	        location /health { return 200 "I am well"; }
	    }
	}
	END
    "$@" nginx -e "$dir/log" -p "$dir" -c "$dir/nginx.conf" </dev/null >>"$dir/log" 2>&1 &
}

# Where there is no nginx: Debian always has a perl.
perl_server() {
    "$@" perl -MIO::Socket::INET -e '
        my ($name, $address, $port) = @ARGV;
        my $listener = IO::Socket::INET->new(Listen => 64, LocalAddr => $address, LocalPort => $port, ReuseAddr => 1) or die "$address:$port: $!\n";
        while (my $client = $listener->accept) {
            my $request = <$client> // next;
            while (my $line = <$client>) { last if $line =~ /^\r?$/ }
            my $body = $request =~ m{^GET /health} ? "I am well" : $name;
            printf $client "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", length $body, $body;
        }' "$name" "$address" "$port" </dev/null >>"$dir/log" 2>&1 &
}

stop_web() { # NAME: at once, as by a power cut
    kill -9 "$(<"$work/$1/pid")"
    rm -f "$work/$1/pid"
}

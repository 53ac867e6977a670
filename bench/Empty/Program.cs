// What the runtime alone takes: a program that does nothing until it is ended.
Thread.Sleep(Timeout.Infinite);

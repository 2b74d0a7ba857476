//! A connection with a client who may be slow to read, or still be sending when the answer is written.

use std::future::Future;
use std::io::{self, ErrorKind, IoSlice};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// The most that is read and thrown away of a client who is still sending.
const LEFTOVER_BYTES: usize = 64 << 20;
/// How long a client who has stopped sending is waited for.
const LEFTOVER_PAUSE: Duration = Duration::from_millis(500);

/// A stream that gives up a client who does not read for too long, and that reads what a client is still sending
/// before it closes, since closing over unread bytes would take the answer away from the client.
pub(super) struct Connection {
    stream: TcpStream,
    patience: Duration,
    /// Runs while the client does not read.
    stalled: Option<Pin<Box<Sleep>>>,
    leftover: Option<Leftover>,
}

struct Leftover {
    bytes: usize,
    until: Instant,
    pause: Pin<Box<Sleep>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience, stalled: None, leftover: None }
    }

    /// Passes on what came of writing; of a client who does not read, an error when the time is over.
    fn written<T>(&mut self, cx: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.stalled = None;
            return polled;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(cx, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(cx, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.leftover.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
        }
        let leftover = this.leftover.get_or_insert_with(|| Leftover {
            bytes: 0,
            until: Instant::now() + this.patience,
            pause: Box::pin(sleep(LEFTOVER_PAUSE)),
        });
        loop {
            let mut thrown_away = [MaybeUninit::uninit(); 8 << 10];
            let mut buf = ReadBuf::uninit(&mut thrown_away);
            match Pin::new(&mut this.stream).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => leftover.bytes += buf.filled().len(),
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => {
                    ready!(leftover.pause.as_mut().poll(cx));
                    return Poll::Ready(Ok(()));
                }
            }
            let now = Instant::now();
            if leftover.bytes > LEFTOVER_BYTES || now > leftover.until {
                return Poll::Ready(Ok(()));
            }
            leftover.pause.as_mut().reset(now + LEFTOVER_PAUSE);
        }
    }
}

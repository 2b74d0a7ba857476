//! The HTTP server: listening, closing, and what both need. Text of drafts goes into reports' spans and nowhere else:
//! nothing is logged about a request, and errors and metrics know no word of it.

mod access;
mod app;
mod body;
mod check;
mod connection;
mod guardrail;
mod metrics;
mod openapi;
mod payload;
mod pool;
mod problem;

pub(crate) use access::{Access, origin};
pub(crate) use openapi::text as openapi_text;

use crate::gate::FailOn;
use app::App;
use axum::Router;
use axum::body::Bytes;
use connection::Connection;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use problem::{Problem, RETRY_SECONDS};
use replylint::Linter;
use replylint::catalogue::RuleInfo;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{interval, sleep, timeout};

/// How many connections wait in the system's queue until they are taken.
const QUEUE: u32 = 4_096;
/// The most bytes of a request's head.
const MAX_HEAD: usize = 64 << 10;
/// Open files besides connections: maps, pipes, queues.
const OTHER_FILES: u64 = 128;
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(30);
/// The most refused connections that are told so at a time; others are closed at once.
const MAX_REFUSALS: usize = 256;

/// How much a server takes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of a body.
    pub(crate) max_body: usize,
    /// Records of a list.
    pub(crate) max_records: usize,
    /// Connections at a time.
    pub(crate) max_connections: usize,
    /// For how long a client is waited for: a request's head, its body, a pause while the answer is read.
    pub(crate) patience: Duration,
    /// Threads that serve, and as many that lint long requests.
    pub(crate) threads: usize,
}

/// The rules under which drafts are checked.
pub(crate) struct Policy {
    pub(crate) linter: Linter,
    /// What they say about themselves.
    pub(crate) rules: Vec<RuleInfo>,
    pub(crate) rules_json: Bytes,
    /// A short draft takes no longer than a turn of the server's own threads may.
    pub(crate) is_quick: bool,
}

/// What happens while a server runs, besides requests.
pub(crate) enum Event {
    /// Some time has passed.
    Tick,
    /// The files of the policy are to be read again.
    Reload,
    /// Something to tell whoever runs the server.
    Complaint(String),
    /// The server is to close.
    Stop,
}

/// A server that listens already.
pub(crate) struct Server {
    runtime: Runtime,
    listeners: Vec<TcpListener>,
    app: Arc<App>,
}

impl Server {
    /// Takes the addresses.
    ///
    /// # Errors
    ///
    /// One line that names the address and what is wrong.
    pub(crate) fn bind(
        addresses: &[SocketAddr],
        policy: Policy,
        access: Access,
        limits: Limits,
        fail_on: FailOn,
    ) -> Result<Self, String> {
        // Shells often allow 1,024 files at first and many more on demand.
        let _ = rlimit::increase_nofile_limit(limits.max_connections as u64 + OTHER_FILES);
        let runtime = Builder::new_multi_thread()
            .worker_threads(limits.threads)
            .max_blocking_threads(limits.threads)
            .enable_all()
            .build()
            .map_err(|error| format!("no threads can be started: {}", crate::input::reason(&error)))?;
        let listen = |address: &SocketAddr| {
            let _inside = runtime.enter();
            listen(*address).map_err(|error| format!("{address}: cannot be used: {}", crate::input::reason(&error)))
        };
        let listeners = addresses.iter().map(listen).collect::<Result<_, _>>()?;
        let app = Arc::new(App::new(policy, access, limits, fail_on));
        Ok(Self { runtime, listeners, app })
    }

    /// The addresses, with the ports that the system chose where none was given.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    /// Serves until the process is asked to end; then finishes the requests under way. `on` may answer an event with
    /// another policy. Returns how many connections had to be cut off.
    pub(crate) fn run(self, on: &mut dyn FnMut(Event) -> Option<Policy>) -> usize {
        // A panic's own message could hold anything.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line()));
            eprintln_line(&format!("error: a check failed inside replylint{}", place.unwrap_or_default()));
        }));
        crate::take_interrupts();
        let Self { runtime, listeners, app } = self;
        let left = runtime.block_on(async {
            let (send, mut events) = mpsc::channel(64);
            let (stop, stopped) = watch::channel(false);
            send_signals(&send);
            tokio::spawn(send_ticks(send.clone()));
            let places = Arc::new(Semaphore::new(app.limits.max_connections));
            let refusals = Arc::new(Semaphore::new(MAX_REFUSALS));
            let doors: Vec<_> = listeners
                .into_iter()
                .map(|listener| {
                    let door = Door {
                        app: Arc::clone(&app),
                        router: app::router(Arc::clone(&app)),
                        places: Arc::clone(&places),
                        refusals: Arc::clone(&refusals),
                        graceful: GracefulShutdown::new(),
                    };
                    tokio::spawn(door.open(listener, stopped.clone(), send.clone()))
                })
                .collect();
            while let Some(event) = events.recv().await {
                if matches!(event, Event::Stop) {
                    break;
                }
                if let Some(policy) = on(event) {
                    app.set_policy(policy);
                }
            }
            app.closing.store(true, Relaxed);
            let _ = stop.send(true);
            let closed = async {
                for door in doors {
                    let _ = door.await;
                }
            };
            // A body may take as long as the client is waited for, and so may the reading of the answer.
            let grace = app.limits.patience * 2 + Duration::from_secs(5);
            tokio::select! {
                _ = timeout(grace, closed) => {}
                () = told_again(&mut events) => {}
            }
            usize::try_from(app.metrics.connections.load(Relaxed)).unwrap_or(0)
        });
        runtime.shutdown_timeout(Duration::from_secs(1));
        left
    }
}

/// Whoever asks twice does not want to wait.
async fn told_again(events: &mut mpsc::Receiver<Event>) {
    while let Some(event) = events.recv().await {
        if matches!(event, Event::Stop) {
            return;
        }
    }
}

#[allow(clippy::print_stderr, reason = "a panic hook has no other way out")]
fn eprintln_line(line: &str) {
    eprintln!("{line}");
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Connections of a server that ran before do not keep the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

/// What accepts connections at one address.
struct Door {
    app: Arc<App>,
    router: Router,
    places: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
    graceful: GracefulShutdown,
}

impl Door {
    /// Serves until it is told to stop, and until what it had begun is done.
    async fn open(self, listener: TcpListener, mut stopped: watch::Receiver<bool>, events: mpsc::Sender<Event>) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stopped.wait_for(|stopped| *stopped) => break,
            };
            match accepted {
                Ok((stream, _)) => self.receive(stream),
                // The client went away, or no file is left; others may end meanwhile.
                Err(error) => {
                    let line = format!("error: a connection could not be taken: {}", crate::input::reason(&error));
                    let _ = events.try_send(Event::Complaint(line));
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
        // Whoever connected before the door closed is served.
        while let Ok(Ok((stream, _))) = timeout(Duration::ZERO, listener.accept()).await {
            self.receive(stream);
        }
        drop(listener);
        self.graceful.shutdown().await;
    }

    fn receive(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let stream = Connection::new(stream, self.app.limits.patience);
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => {
                let served = serve(Arc::clone(&self.app), self.router.clone(), stream, self.graceful.watcher());
                tokio::spawn(async move {
                    served.await;
                    drop(place);
                });
            }
            Err(_) => {
                self.app.metrics.connections_refused.fetch_add(1, Relaxed);
                if let Ok(refusal) = Arc::clone(&self.refusals).try_acquire_owned() {
                    tokio::spawn(async move {
                        refuse(stream).await;
                        drop(refusal);
                    });
                }
            }
        }
    }
}

async fn serve(app: Arc<App>, router: Router, stream: Connection, watcher: Watcher) {
    let _open = Open::new(&app);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(app.limits.patience)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // What fails here is the client's side of the connection, which has its answer or has gone.
    let _ = watcher.watch(connection).await;
}

/// Counts a connection while it is open.
struct Open<'a>(&'a App);

impl<'a> Open<'a> {
    fn new(app: &'a App) -> Self {
        app.metrics.connections.fetch_add(1, SeqCst);
        Self(app)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.metrics.connections.fetch_sub(1, SeqCst);
    }
}

/// Tells a client that there is no place, whatever it asks.
async fn refuse(mut stream: Connection) {
    let body = Problem::full().json();
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         retry-after: {RETRY_SECONDS}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n",
        body.len()
    );
    if stream.write_all((head + &body).as_bytes()).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}

async fn send_ticks(events: mpsc::Sender<Event>) {
    let mut ticks = interval(TICK);
    loop {
        ticks.tick().await;
        if events.send(Event::Tick).await.is_err() {
            return;
        }
    }
}

#[cfg(unix)]
fn send_signals(events: &mpsc::Sender<Event>) {
    use tokio::signal::unix::{SignalKind, signal};
    let told: [(SignalKind, fn() -> Event); 3] = [
        (SignalKind::terminate(), || Event::Stop),
        (SignalKind::interrupt(), || Event::Stop),
        (SignalKind::hangup(), || Event::Reload),
    ];
    for (kind, event) in told {
        let Ok(mut signals) = signal(kind) else { continue };
        let events = events.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                if events.send(event()).await.is_err() {
                    return;
                }
            }
        });
    }
}

#[cfg(not(unix))]
fn send_signals(events: &mpsc::Sender<Event>) {
    let events = events.clone();
    tokio::spawn(
        async move { while tokio::signal::ctrl_c().await.is_ok() && events.send(Event::Stop).await.is_ok() {} },
    );
}

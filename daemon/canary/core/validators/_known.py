"""Which names the standard library, SQLAlchemy and Alembic offer. ``tools/known_names.py`` writes the table below.

A table, because nothing that an output names is ever imported, and because a verdict must not change with what
happens to be installed. It holds the union of releases: Python 3.11 and later, SQLAlchemy 1.3 to 2.1, Alembic 1.4 on.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

MAX_PARTS = 12  # of a dotted name; the rest is taken as one
BATCH = "alembic.op.batch_alter_table"  # what a batch operations object offers


@cache
def read_table() -> Mapping[str, frozenset[str]]:
    """Public names by module, of every module that is known."""
    entries = _TABLE.replace("\n ", " ").splitlines()
    return {module: frozenset(names.split()) for module, _, names in (e.partition(":") for e in entries if e)}


STANDARD = sys.stdlib_module_names | {
    "annotationlib",
    "compression",
}  # newer than the oldest Python we run on


def missing(module: str, name: str) -> bool:
    """The module is known and certainly has no such name; private names are not judged."""
    known = read_table().get(module)
    return known is not None and len(known) > 0 and not name.startswith("_") and name not in known


def no_module(module: str) -> bool:
    """A part of the dotted name is certainly no module: its parent is known, and has nothing of that name."""
    parts = module.split(".", MAX_PARTS)
    return any(missing(".".join(parts[:end]), parts[end]) for end in range(1, len(parts)))


@cache
def suggestion(module: str, name: str) -> str:
    """``; did you mean X?`` where the module offers something that looks alike, else nothing."""
    offered = read_table().get(module, frozenset())
    by_case = {each.casefold(): each for each in sorted(offered, reverse=True)}
    close = get_close_matches(name.casefold(), by_case, n=1, cutoff=0.75)
    return f"; did you mean {by_case[close[0]]}?" if close else ""


_TABLE = """\
__future__: TypeAlias absolute_import all_feature_names annotations barry_as_FLUFL division generator_stop generators
 nested_scopes print_function unicode_literals with_statement
abc: ABC ABCMeta Any Callable Concatenate Literal ParamSpec SupportsWrite TypeVar abstractclassmethod abstractmethod
 abstractproperty abstractstaticmethod deprecated get_cache_token sys update_abstractmethods
aifc: Aifc_read Aifc_write Any Error IO Literal NamedTuple Self TracebackType TypeAlias open overload
alembic: autogenerate command config context ddl environment ext migration op operations plugins runtime script sys
 testing util
alembic.command: Callable EnvironmentContext List Optional ScriptDirectory TYPE_CHECKING Union annotations autogen
 branches check compat current downgrade edit ensure_version heads history init list_templates merge os pathlib
 revision show stamp upgrade util
alembic.config: Any ArgumentParser CommandFunction CommandLine Config ConfigParser Dict Mapping MessagingOptions
 Namespace Optional Path PostWriteHookConfig Protocol Sequence TextIO TypedDict Union annotations cast command compat
 inspect log logging main os overload re sys util
alembic.context: EnvironmentContext begin_transaction config configure create_module_class_proxy execute get_bind
 get_context get_head_revision get_head_revisions get_impl get_revision_argument get_starting_revision_argument
 get_tag_argument get_x_argument is_offline_mode is_transactional_ddl requires_connection run_migrations script
 static_output
alembic.ddl: DefaultImpl base impl mssql mysql oracle postgresql sqlite
alembic.ddl.base: AddColumn AlterColumn AlterTable Any Column ColumnComment ColumnDefault ColumnElement ColumnName
 ColumnNullable ColumnType ComputedColumnDefault DDLElement DropColumn FetchedValue IdentityColumnDefault Integer
 Literal Optional RenameTable TYPE_CHECKING TextClause Union add_column alter_column alter_table annotations compiles
 drop_column exc format_column_name format_server_default format_table_name format_type functools quote_dotted
 quoted_name sqla_compat sqltypes visit_add_column visit_column_default visit_column_name visit_column_nullable
 visit_column_type visit_computed_column visit_drop_column visit_identity_column visit_rename_table
alembic.ddl.impl: Any Callable Column ComparisonResult DefaultImpl Dict ImplMeta Iterable List Mapping MetaData
 NamedTuple Optional Params PrimaryKeyConstraint Sequence Set String TYPE_CHECKING Table Tuple Type Union annotations
 base cast log logging namedtuple re schema sqla_compat string_types text text_type util with_metaclass
alembic.ddl.mssql: AddColumn Any ClauseElement Column ColumnComment ColumnDefault ColumnName ColumnNullable ColumnType
 CreateIndex DefaultImpl Dict Executable List MSSQLImpl Optional RenameTable TYPE_CHECKING Union alter_column
 alter_table annotations compiles format_column_name format_server_default format_table_name format_type
 mssql_add_column re sqla_compat sqltypes util visit_add_column visit_column_comment visit_column_default
 visit_column_nullable visit_column_type visit_rename_column visit_rename_table
alembic.ddl.mysql: AlterColumn Any ColumnDefault ColumnName ColumnNullable ColumnType DefaultImpl MariaDBImpl
 MySQLAlterDefault MySQLChangeColumn MySQLImpl MySQLModifyColumn Optional TYPE_CHECKING Union alter_table annotations
 compare compiles elements format_column_name format_server_default functions operators re schema sqla_compat sqltypes
 util
alembic.ddl.oracle: AddColumn Any ColumnComment ColumnDefault ColumnName ColumnNullable ColumnType DefaultImpl
 IdentityColumnDefault Optional OracleImpl RenameTable TYPE_CHECKING Union add_column alter_column alter_table
 annotations compiles format_column_name format_server_default format_table_name format_type re sqltypes
 visit_add_column visit_column_comment visit_column_default visit_column_name visit_column_nullable visit_column_type
 visit_identity_column visit_rename_table
alembic.ddl.postgresql: AlterColumn Any BIGINT BatchOperations Column ColumnClause ColumnComment ComparisonResult
 CreateExcludeConstraintOp CreateIndex DefaultImpl Dict ExcludeConstraint Float FunctionElement INTEGER Identity
 IdentityColumnDefault List NULLTYPE Numeric Operations Optional PostgresqlColumnType PostgresqlImpl RenameTable
 Sequence TYPE_CHECKING TextClause Tuple UnaryExpression Union alter_column alter_table annotations cast compat
 compiles format_column_name format_table_name format_type literal_column log logging ops re render schemaobj select
 sqla_compat sqltypes text util visit_column_comment visit_column_type visit_identity_column visit_rename_table
alembic.ddl.sqlite: Any ColumnName Computed DefaultImpl Dict JSON Optional RenameTable SQLiteImpl TYPE_CHECKING Union
 alter_table annotations cast compiles format_column_name format_table_name re schema sql util visit_column_name
 visit_rename_table
alembic.environment: Any Callable Collection Column CompareServerDefault CompareType ContextManager Dict
 EnvironmentContext FetchedValue IncludeNameFn IncludeObjectFn List Literal Mapping MigrationContext MutableMapping
 NameFilterParentNames NameFilterType OnVersionApplyFn Operations Optional ProcessRevisionDirectiveFn RenderItemFn
 Sequence TYPE_CHECKING TextIO Tuple Union annotations overload util
alembic.ext: checkconstraint_byname
alembic.ext.checkconstraint_byname: Optional PriorityDispatchResult TYPE_CHECKING Union annotations log logging ops
 sa_schema setup sqla_compat
alembic.migration: Any Callable Collection Column ContextManager Dict EncodedIO Engine HeadMaintainer Iterable
 Iterator List MetaData MigrationContext MigrationInfo MigrationStep MockEngineStrategy Optional PrimaryKeyConstraint
 RevisionStep Set StampStep String TYPE_CHECKING Table Tuple Union annotations cast contextmanager ddl literal_column
 log logging nullcontext select sqla_compat sqla_url sys util
alembic.op: Operations add_column alter_column batch_alter_table bulk_insert context create_check_constraint
 create_exclude_constraint create_foreign_key create_index create_module_class_proxy create_primary_key create_table
 create_table_comment create_unique_constraint drop_column drop_constraint drop_index drop_table drop_table_comment
 execute f get_bind get_context implementation_for inline_literal invoke register_operation rename_table run_async
alembic.op.batch_alter_table: add_column alter_column batch_alter_table bulk_insert create_check_constraint
 create_exclude_constraint create_foreign_key create_index create_primary_key create_table create_table_comment
 create_unique_constraint drop_column drop_constraint drop_index drop_table drop_table_comment execute f get_bind
 get_context inline_literal invoke rename_table run_async
alembic.operations: AbstractOperations BatchOperations MigrateOperation MigrationScript Operations base batch ops
 schemaobj toimpl
alembic.operations.base: AbstractOperations Any Awaitable BatchOperations Callable Dict Iterator List Mapping NoReturn
 NoneType Operations Optional Sequence TYPE_CHECKING Tuple Type TypeVar Union annotations batch contextmanager conv
 exec_ formatannotation_fwdref inspect_formatargspec inspect_getargspec inspect_getfullargspec overload re schemaobj
 sqla_compat textwrap util
alembic.operations.batch: Any ApplyBatchImpl BatchOperationsImpl CheckConstraint Column Dict ForeignKeyConstraint
 Index List MetaData Optional OrderedDict PrimaryKeyConstraint SchemaEventTarget TYPE_CHECKING Table Tuple Union
 annotations constraint_name_defined constraint_name_string exc select sql_schema sqltypes topological util
alembic.operations.ops: AddColumnOp AddConstraintOp AlterColumnOp AlterTableOp Any BatchOperations BulkInsertOp
 Callable CreateCheckConstraintOp CreateForeignKeyOp CreateIndexOp CreatePrimaryKeyOp CreateTableCommentOp
 CreateTableOp CreateUniqueConstraintOp Dict DowngradeOps DropColumnOp DropConstraintOp DropIndexOp DropTableCommentOp
 DropTableOp ExecuteSQLOp FrozenSet Iterator List MigrateOperation MigrationScript ModifyTableOps MutableMapping
 NULLTYPE OpContainer Operations Optional RenameTableOp Sequence Set TYPE_CHECKING Tuple Type TypeVar Union UpgradeOps
 abstractmethod annotations cast os pathlib re schemaobj sqla_compat util
alembic.operations.schemaobj: Any Column Constraint Dict Index Integer List NULLTYPE Optional SchemaObjects Sequence
 TYPE_CHECKING Tuple Union annotations sa_schema sqla_compat string_types util
alembic.operations.toimpl: Operations TYPE_CHECKING add_column alter_column bulk_insert create_constraint create_index
 create_table create_table_comment drop_column drop_constraint drop_index drop_table drop_table_comment execute_sql
 ops rename_table sa_schema sqla_14 sqla_compat
alembic.runtime: environment migration plugins
alembic.runtime.environment: Any Callable Collection Column CompareServerDefault CompareType ContextManager Dict
 EnvironmentContext FetchedValue IncludeNameFn IncludeObjectFn List Literal Mapping MigrationContext MutableMapping
 NameFilterParentNames NameFilterType OnVersionApplyFn Operations Optional ProcessRevisionDirectiveFn RenderItemFn
 Sequence TYPE_CHECKING TextIO Tuple Union annotations overload util
alembic.runtime.migration: Any Callable Collection Column Connection ContextManager Dict EncodedIO Engine
 HeadMaintainer Iterable Iterator List MetaData MigrationContext MigrationInfo MigrationStep MockEngineStrategy
 Optional PrimaryKeyConstraint RevisionStep Set StampStep String TYPE_CHECKING Table Tuple Union annotations callable
 cast contextmanager ddl literal_column log logging nullcontext select sqla_compat sqla_url sys util
alembic.runtime.plugins: Callable DispatchPriority ModuleType Pattern Plugin PriorityDispatcher TYPE_CHECKING
 annotations log logging metadata re util
alembic.script: Script ScriptDirectory base revision write_hooks
alembic.script.base: Any Dict Iterator List Mapping ModuleType Optional Path Script ScriptDirectory Sequence Set
 TYPE_CHECKING Tuple Union ZoneInfo ZoneInfoNotFoundError annotations cast compat contextmanager datetime migration
 not_none os re revision shutil sys tz util write_hooks
alembic.script.revision: Any Callable Collection CycleDetected DependencyCycleDetected DependencyLoopDetected Deque
 Dict FrozenSet Iterable Iterator List LoopDetected MultipleHeads Optional Protocol RangeNotAncestorError
 ResolutionError Revision RevisionError RevisionMap Sequence Set TYPE_CHECKING Tuple TypeVar Union annotations cast
 collections is_revision not_none overload re sqlautil tuple_rev_as_scalar util
alembic.script.write_hooks: Any Callable Dict List Mapping Optional REVISION_SCRIPT_TOKEN TYPE_CHECKING Union
 annotations compat console_scripts exec_ importlib module os register shlex subprocess sys util
annotationlib: AnnotateFunc AnnotationForm Any EvaluateFunc Format ForwardRef Literal Mapping ParamSpec SupportsItems
 TypeVar TypeVarTuple annotations_to_string call_annotate_function call_evaluate_function deprecated enum final
 get_annotate_from_class_namespace get_annotations overload sys type_repr types
antigravity: ReadableBuffer geohash
argparse: Action Any ArgumentDefaultsHelpFormatter ArgumentError ArgumentParser ArgumentTypeError
 BooleanOptionalAction Callable ClassVar FileType Final Generator Generic HelpFormatter IO Iterable
 MetavarTypeHelpFormatter Namespace Never NewType ONE_OR_MORE OPTIONAL PARSER Pattern Protocol REMAINDER
 RawDescriptionHelpFormatter RawTextHelpFormatter SUPPRESS Self Sequence SupportsWrite TypeAlias TypeVar ZERO_OR_MORE
 deprecated overload sentinel sys type_check_only
array: Any ArrayType ClassVar GenericAlias Iterable Literal MutableSequence ReadableBuffer Self SupportsIndex
 SupportsRead SupportsWrite TypeAlias TypeVar array deprecated disjoint_base overload sys typecodes
ast: AST Add And AnnAssign Any Assert Assign AsyncFor AsyncFunctionDef AsyncWith Attribute AugAssign AugLoad AugStore
 Await BinOp BitAnd BitOr BitXor BoolOp Break Bytes Call ClassDef ClassVar Compare Constant Continue Del Delete Dict
 DictComp Div Ellipsis EllipsisType Eq ExceptHandler Expr Expression ExtSlice FloorDiv For FormattedValue FunctionDef
 FunctionType GeneratorExp Generic Global Gt GtE If IfExp Import ImportFrom In Index Interactive Interpolation Invert
 Is IsNot Iterable Iterator JoinedStr LShift Lambda List ListComp Literal Load Lt LtE MatMult Match MatchAs MatchClass
 MatchMapping MatchOr MatchSequence MatchSingleton MatchStar MatchValue Mod Module Mult Name NameConstant NamedExpr
 NodeTransformer NodeVisitor Nonlocal Not NotEq NotIn Num Or Param ParamSpec Pass Pow PyCF_ALLOW_TOP_LEVEL_AWAIT
 PyCF_ONLY_AST PyCF_OPTIMIZED_AST PyCF_TYPE_COMMENTS RShift Raise ReadableBuffer Return Self Sequence Set SetComp
 Slice Starred Store Str Sub Subscript Suite TemplateStr Try TryStar Tuple TypeAlias TypeIgnore TypeVar TypeVarTuple
 TypedDict UAdd USub UnaryOp Unpack Unused While With Yield YieldFrom alias arg arguments ast boolop builtins cmpop
 compare comprehension copy_location deprecated disjoint_base dump excepthandler expr expr_context
 fix_missing_locations get_docstring get_source_segment increment_lineno iter_child_nodes iter_fields keyword
 literal_eval main match_case mod operator os overload parse pattern slice stmt sys type_check_only type_ignore
 type_param typing_extensions unaryop unparse walk withitem
asynchat: abstractmethod async_chat asyncore simple_producer
asyncio: ABCMeta ALL_COMPLETED AbstractChildWatcher AbstractEventLoop AbstractEventLoopPolicy AbstractServer
 AddressFamily AddressInfo Any AsyncIterator Awaitable Barrier BaseChildWatcher BaseDefaultEventLoopPolicy
 BaseEventLoop BaseProtocol BaseSelectorEventLoop BaseTransport BoundedSemaphore BrokenBarrierError BufferedProtocol
 CONNECT_PIPE_INIT_DELAY CONNECT_PIPE_MAX_DELAY Callable CancelledError ClassVar Collection Condition Context
 Coroutine DEVNULL DatagramProtocol DatagramTransport DefaultEventLoopPolicy ERROR_CONNECTION_ABORTED
 ERROR_CONNECTION_REFUSED Event EventLoop Executor FIRST_COMPLETED FIRST_EXCEPTION FastChildWatcher FileDescriptorLike
 Final FlowControlMixin FrameCallGraphEntry FrameType Future FutureCallGraph Generator Generic GenericAlias Handle
 INFINITE IO Incomplete IncompleteReadError InvalidStateError IocpProactor Iterable Iterator LifoQueue
 LimitOverrunError Literal Lock Mapping ModuleType MultiLoopChildWatcher NULL Never PIPE ParamSpec PidfdChildWatcher
 PipeServer PriorityQueue ProactorEventLoop Process Protocol Queue QueueEmpty QueueFull QueueShutDown ReadTransport
 ReadableBuffer Runner STDOUT SafeChildWatcher SelectorEventLoop Self Semaphore SendfileNotAvailableError Sequence
 Server Sized StrOrBytesPath StrPath StreamReader StreamReaderProtocol StreamWriter SubprocessProtocol
 SubprocessStreamProtocol SubprocessTransport SupportsIndex SupportsRichComparisonT SupportsWrite Task TaskGroup
 ThreadPoolExecutor ThreadedChildWatcher Timeout TimeoutError TimerHandle TracebackType Transport TypeAlias TypeGuard
 TypeIs TypeVar TypeVarTuple Unpack Unused WindowsProactorEventLoopPolicy WindowsSelectorEventLoopPolicy
 WriteTransport WriteableBuffer abstractmethod all_tasks as_completed base_events base_futures base_subprocess
 base_tasks capture_call_graph concurrent constants coroutine coroutines create_eager_task_factory
 create_subprocess_exec create_subprocess_shell create_task current_task dataclass deprecated deque eager_task_factory
 ensure_future enum events exceptions final format_call_graph format_helpers future_add_to_awaited_by
 future_discard_from_awaited_by futures gather get_child_watcher get_event_loop get_event_loop_policy get_running_loop
 graph iscoroutine iscoroutinefunction isfuture locks log mixins new_event_loop open_connection open_unix_connection
 overload print_call_graph proactor_events protocols queues run run_coroutine_threadsafe runners selector_events
 set_child_watcher set_event_loop set_event_loop_policy shield sleep socket ssl sslproto staggered start_server
 start_unix_server streams subprocess sys taskgroups tasks threads timeout timeout_at timeouts to_thread tools
 transports trsock type_check_only types unix_events wait wait_for windows_events windows_utils wrap_future
asyncio.base_events: AbstractEventLoop AbstractServer AddressFamily AddressInfo Any BaseEventLoop BaseProtocol
 BaseTransport Callable Context DatagramTransport Executor FileDescriptorLike Future Handle IO Iterable Literal
 ReadTransport ReadableBuffer Sequence Server SubprocessTransport Task ThreadPoolExecutor TimerHandle Transport
 TypeAlias TypeVar TypeVarTuple Unpack WriteTransport WriteableBuffer overload socket ssl sys
asyncio.base_futures: Any Callable Context Final Future Sequence TypeIs futures isfuture
asyncio.base_subprocess: Any BaseSubprocessTransport Callable IO ReadSubprocessPipeProto Sequence TypeAlias
 WriteSubprocessPipeProto deque events futures protocols subprocess transports
asyncio.base_tasks: Any FrameType StrOrBytesPath Task sys
asyncio.constants: ACCEPT_RETRY_DELAY DEBUG_STACK_DEPTH FLOW_CONTROL_HIGH_WATER_SSL_READ
 FLOW_CONTROL_HIGH_WATER_SSL_WRITE Final LOG_THRESHOLD_FOR_CONNLOST_WRITES SENDFILE_FALLBACK_READBUFFER_SIZE
 SSL_HANDSHAKE_TIMEOUT SSL_SHUTDOWN_TIMEOUT THREAD_JOIN_TIMEOUT enum sys
asyncio.coroutines: Any Awaitable Callable Coroutine ParamSpec TypeGuard TypeIs TypeVar coroutine deprecated
 iscoroutine iscoroutinefunction overload sys
asyncio.events: ABCMeta AbstractChildWatcher AbstractEventLoop AbstractEventLoopPolicy AbstractServer AddressFamily
 AddressInfo Any BaseDefaultEventLoopPolicy BaseProtocol BaseTransport Callable Context DatagramTransport Executor
 FileDescriptorLike Future Handle IO Literal Protocol ReadTransport ReadableBuffer Self Sequence Server StrPath
 SubprocessTransport Task TimerHandle Transport TypeAlias TypeVar TypeVarTuple Unpack Unused WriteTransport
 WriteableBuffer abstractmethod deprecated get_child_watcher get_event_loop get_event_loop_policy get_running_loop
 new_event_loop overload set_child_watcher set_event_loop set_event_loop_policy socket ssl sys type_check_only
asyncio.exceptions: BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError
 SendfileNotAvailableError TimeoutError sys
asyncio.format_helpers: Any FrameType FunctionType Iterable TypeAlias extract_stack functools overload sys traceback
 type_check_only
asyncio.futures: AbstractEventLoop Future TypeVar future_add_to_awaited_by future_discard_from_awaited_by isfuture sys
 wrap_future
asyncio.graph: Any FrameCallGraphEntry FrameType Future FutureCallGraph SupportsWrite capture_call_graph dataclass
 format_call_graph overload print_call_graph sys
asyncio.locks: Any Barrier BoundedSemaphore Callable Condition Event Future Literal Lock Self Semaphore TracebackType
 TypeVar Unused deque enum sys
asyncio.log: logger logging
asyncio.mixins: Never sys threading
asyncio.proactor_events: Any BaseProactorEventLoop ClassVar Literal Mapping base_events constants events futures
 socket streams transports
asyncio.protocols: Any BaseProtocol BufferedProtocol DatagramProtocol Protocol ReadableBuffer SubprocessProtocol
 transports
asyncio.queues: Any Generic GenericAlias LifoQueue PriorityQueue Queue QueueEmpty QueueFull QueueShutDown
 SupportsRichComparisonT TypeVar sys
asyncio.runners: AbstractEventLoop Any Awaitable Callable Context Coroutine Runner Self TypeVar Unused final run sys
asyncio.selector_events: BaseSelectorEventLoop base_events selectors socket
asyncio.sslproto: Any AppProtocolState Callable ClassVar Enum Final Literal SSLAgainErrors SSLProtocol
 SSLProtocolState TypeAlias add_flowcontrol_defaults constants deque events futures protocols ssl sys transports
asyncio.staggered: Any Awaitable Callable Iterable events staggered_race
asyncio.streams: Any Awaitable Callable FlowControlMixin Iterable ModuleType Protocol ReadableBuffer Self Sequence
 Server Sized StrPath StreamReader StreamReaderProtocol StreamWriter SupportsIndex TypeAlias events open_connection
 open_unix_connection protocols ssl start_server start_unix_server sys transports type_check_only
asyncio.subprocess: Any Callable Collection DEVNULL IO Literal PIPE Process STDOUT StrOrBytesPath
 SubprocessStreamProtocol create_subprocess_exec create_subprocess_shell events protocols streams subprocess sys
 transports
asyncio.taskgroups: AbstractEventLoop Any Context Self Task TaskGroup TracebackType TypeVar sys
asyncio.tasks: ALL_COMPLETED AbstractEventLoop Any AsyncIterator Awaitable Context Coroutine FIRST_COMPLETED
 FIRST_EXCEPTION Final Future Generator Iterable Iterator Literal Protocol Task TypeAlias TypeVar all_tasks
 as_completed concurrent create_eager_task_factory create_task current_task eager_task_factory ensure_future gather
 overload run_coroutine_threadsafe shield sleep sys type_check_only wait wait_for
asyncio.threads: Callable ParamSpec TypeVar to_thread
asyncio.timeouts: Self Timeout TracebackType final timeout timeout_at
asyncio.tools: CycleFoundException Enum Iterable NamedTuple NodeType SupportsIndex build_async_tree build_task_table
 display_awaited_by_tasks_table display_awaited_by_tasks_tree exit_with_permission_help_text get_all_awaited_by sys
 type_check_only
asyncio.transports: AbstractEventLoop Any BaseProtocol BaseTransport DatagramTransport Iterable Mapping ReadTransport
 SubprocessTransport Transport WriteTransport
asyncio.trsock: Any BinaryIO Iterable Never ReadableBuffer TracebackType TransportSocket Type TypeAlias deprecated
 overload socket sys
asyncio.unix_events: ABCMeta AbstractChildWatcher BaseChildWatcher BaseSelectorEventLoop Callable
 DefaultEventLoopPolicy EventLoop FastChildWatcher Literal MultiLoopChildWatcher PidfdChildWatcher SafeChildWatcher
 SelectorEventLoop Self Server StrPath ThreadedChildWatcher TypeVarTuple Unpack abstractmethod deprecated events
 socket sys types
asyncio.windows_events: Any CONNECT_PIPE_INIT_DELAY CONNECT_PIPE_MAX_DELAY Callable ClassVar DefaultEventLoopPolicy
 ERROR_CONNECTION_ABORTED ERROR_CONNECTION_REFUSED EventLoop Final INFINITE IO Incomplete IocpProactor NULL Never
 PipeServer ProactorEventLoop ReadableBuffer SelectorEventLoop WindowsProactorEventLoopPolicy
 WindowsSelectorEventLoopPolicy WriteableBuffer events futures proactor_events selector_events socket streams sys
 windows_utils
asyncio.windows_utils: Any AnyStr BUFSIZE Callable Final PIPE PipeHandle Popen STDOUT Self TracebackType pipe
 subprocess sys
asyncore: Any ExitNow FileDescriptorLike ReadableBuffer TypeAlias close_all compact_traceback dispatcher
 dispatcher_with_send file_dispatcher file_wrapper loop overload poll poll2 poll3 read readwrite socket socket_map sys
 write
atexit: Callable ParamSpec TypeVar register unregister
audioop: Buffer TypeAlias add adpcm2lin alaw2lin avg avgpp bias byteswap cross error findfactor findfit findmax
 getsample lin2adpcm lin2alaw lin2lin lin2ulaw max maxpp minmax mul ratecv reverse rms tomono tostereo ulaw2lin
base64: ReadableBuffer SupportsNoArgReadline SupportsRead SupportsWrite a85decode a85encode b16decode b16encode
 b32decode b32encode b32hexdecode b32hexencode b64decode b64encode b85decode b85encode decode decodebytes encode
 encodebytes standard_b64decode standard_b64encode sys urlsafe_b64decode urlsafe_b64encode z85decode z85encode
bdb: Any Bdb BdbQuit Breakpoint Callable CodeType ExcInfo Final FrameType GENERATOR_AND_COROUTINE_FLAGS IO Iterable
 Iterator Literal Mapping ParamSpec ReadableBuffer SupportsInt TraceFunction TracebackType TypeAlias TypeVar Unused
 checkfuncname contextmanager effective set_trace sys
binascii: ASCII85_ALPHABET BASE32HEX_ALPHABET BASE32_ALPHABET BASE64_ALPHABET BASE85_ALPHABET BINHEX_ALPHABET
 CRYPT_ALPHABET Error Incomplete ReadableBuffer TypeAlias URLSAFE_BASE64_ALPHABET UU_ALPHABET Z85_ALPHABET a2b_ascii85
 a2b_base32 a2b_base64 a2b_base85 a2b_hex a2b_hqx a2b_qp a2b_uu b2a_ascii85 b2a_base32 b2a_base64 b2a_base85 b2a_hex
 b2a_hqx b2a_qp b2a_uu crc32 crc_hqx deprecated hexlify rlecode_hqx rledecode_hqx sys unhexlify
bisect: Callable MutableSequence SupportsGetItem SupportsLenAndGetItem SupportsRichComparisonT TypeVar bisect
 bisect_left bisect_right insort insort_left insort_right overload
builtins: AbstractSet AnnotateFunc AnnotationForm Any ArithmeticError AssertionError AttributeError Awaitable
 BaseException BaseExceptionGroup BinaryIO BlockingIOError BrokenPipeError BufferError BufferedRandom BufferedReader
 BufferedWriter BytesWarning Callable CellType ChildProcessError ClassVar CodeType Concatenate ConnectionAbortedError
 ConnectionError ConnectionRefusedError ConnectionResetError ConvertibleToFloat ConvertibleToInt DeprecationWarning
 EOFError Ellipsis EllipsisType EncodingWarning EnvironmentError Exception ExceptionGroup FileDescriptorOrPath
 FileExistsError FileIO FileNotFoundError Final FloatingPointError FutureWarning GeneratorExit Generic GenericAlias IO
 IOError ImportCycleError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError
 Iterable Iterator KeyError KeyboardInterrupt Literal LookupError Mapping MemoryError ModuleNotFoundError
 MutableMapping MutableSequence MutableSet NameError NotADirectoryError NotImplemented NotImplementedError
 NotImplementedType OSError OpenBinaryMode OpenBinaryModeReading OpenBinaryModeUpdating OpenBinaryModeWriting
 OpenTextMode OverflowError ParamSpec PathLike PendingDeprecationWarning PermissionError ProcessLookupError Protocol
 PythonFinalizationError ReadableBuffer RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning Self
 Sequence Sized StopAsyncIteration StopIteration SupportsAbs SupportsAdd SupportsAiter SupportsAnext SupportsBytes
 SupportsComplex SupportsDivMod SupportsFloat SupportsFlush SupportsIndex SupportsIter SupportsKeysAndGetItem
 SupportsLenAndGetItem SupportsNext SupportsRAdd SupportsRDivMod SupportsRichComparison SupportsRichComparisonT
 SupportsWrite SyntaxError SyntaxWarning SystemError SystemExit TabError TextIOWrapper TimeoutError TracebackType
 TypeAlias TypeError TypeGuard TypeIs TypeVar TypeVarTuple UnboundLocalError UnicodeDecodeError UnicodeEncodeError
 UnicodeError UnicodeTranslateError UnicodeWarning UnionType UserWarning ValueError Warning WindowsError
 ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile
 complex copyright credits delattr deprecated dict dict_items dict_keys dict_values dir disjoint_base divmod ellipsis
 enumerate eval exec exit filter final float format frozendict frozenset function getattr globals hasattr hash help
 hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open ord
 overload pow print property quit range repr reversed round sentinel set setattr slice sorted staticmethod str sum
 super sys tuple type type_check_only types vars zip
bz2: BZ2Compressor BZ2Decompressor BZ2File BaseStream IO Iterable Literal Protocol ReadableBuffer Self StrOrBytesPath
 SupportsIndex TextIOWrapper TypeAlias WriteableBuffer compress decompress open overload sys type_check_only
cProfile: Any Callable CodeType Mapping ParamSpec Profile Self StrOrBytesPath TypeAlias TypeVar Unused label run
 runctx sys
calendar: APRIL AUGUST Calendar ClassVar DECEMBER Day EPOCH FEBRUARY FRIDAY Final HTMLCalendar IllegalMonthError
 IllegalWeekdayError Iterable Iterator JANUARY JULY JUNE LocaleHTMLCalendar LocaleTextCalendar MARCH MAY MONDAY Month
 NOVEMBER OCTOBER SATURDAY SEPTEMBER SUNDAY THURSDAY TUESDAY TextCalendar TypeAlias Unused WEDNESDAY c calendar
 datetime day_abbr day_name different_locale enum firstweekday format formatstring isleap leapdays month month_abbr
 month_name monthcalendar monthrange overload prcal prmonth prweek setfirstweekday standalone_month_abbr
 standalone_month_name struct_time sys timegm week weekday weekheader
cgi: Any FieldStorage IO Iterable Iterator Mapping Message MiniFieldStorage Protocol Self SupportsContainsAndGetItem
 SupportsGetItem SupportsItemAccess TracebackType Unused os parse parse_header parse_multipart print_arguments
 print_directory print_environ print_environ_usage print_exception print_form test type_check_only
cgitb: Any Callable Final FrameType Hook IO OptExcInfo StrOrBytesPath TracebackType enable grey handler html lookup
 reset scanvars small strong text
chunk: Chunk IO
cmath: Final SupportsComplex SupportsFloat SupportsIndex TypeAlias acos acosh asin asinh atan atanh cos cosh e exp inf
 infj isclose isfinite isinf isnan log log10 nan nanj phase pi polar rect sin sinh sqrt tan tanh tau
cmd: Any Callable Cmd Final IDENTCHARS IO LiteralString PROMPT
code: Any Callable CodeType CommandCompiler InteractiveConsole InteractiveInterpreter compile_command interact sys
codecs: Any BOM BOM32_BE BOM32_LE BOM64_BE BOM64_LE BOM_BE BOM_LE BOM_UTF16 BOM_UTF16_BE BOM_UTF16_LE BOM_UTF32
 BOM_UTF32_BE BOM_UTF32_LE BOM_UTF8 BinaryIO BufferedIncrementalDecoder BufferedIncrementalEncoder Callable ClassVar
 Codec CodecInfo EncodedFile Final Generator IncrementalDecoder IncrementalEncoder Iterable Literal Protocol
 ReadableBuffer Self StreamReader StreamReaderWriter StreamRecoder StreamWriter SupportsGetItem TextIO TypeAlias
 abstractmethod ascii_decode ascii_encode backslashreplace_errors charmap_build charmap_decode charmap_encode
 code_page_decode code_page_encode codecs decode deprecated disjoint_base encode escape_decode escape_encode final
 getdecoder getencoder getincrementaldecoder getincrementalencoder getreader getwriter ignore_errors iterdecode
 iterencode latin_1_decode latin_1_encode lookup lookup_error mbcs_decode mbcs_encode namereplace_errors oem_decode
 oem_encode open overload raw_unicode_escape_decode raw_unicode_escape_encode readbuffer_encode register
 register_error replace_errors strict_errors sys type_check_only types unicode_escape_decode unicode_escape_encode
 unregister utf_16_be_decode utf_16_be_encode utf_16_decode utf_16_encode utf_16_ex_decode utf_16_le_decode
 utf_16_le_encode utf_32_be_decode utf_32_be_encode utf_32_decode utf_32_encode utf_32_ex_decode utf_32_le_decode
 utf_32_le_encode utf_7_decode utf_7_encode utf_8_decode utf_8_encode xmlcharrefreplace_errors
codeop: CodeType CommandCompiler Compile compile_command sys
collections: Any Callable ChainMap ClassVar Counter Generic GenericAlias ItemsView Iterable Iterator KeysView Mapping
 MutableMapping MutableSequence Never OrderedDict Self Sequence SupportsIndex SupportsItems SupportsKeysAndGetItem
 SupportsRichComparison SupportsRichComparisonT TypeVar UserDict UserList UserString ValuesView abc defaultdict deque
 dict_items dict_keys dict_values disjoint_base final frozendict namedtuple overload sys type_check_only
collections.abc: AsyncGenerator AsyncIterable AsyncIterator Awaitable Buffer ByteString Callable ClassVar Collection
 Container Coroutine Generator Generic Hashable ItemsView Iterable Iterator KeysView Mapping MappingProxyType
 MappingView MutableMapping MutableSequence MutableSet Protocol Reversible Sequence Set Sized TypeVar ValuesView
 abstractmethod dict_items dict_keys dict_values final runtime_checkable sys
colorsys: Final ONE_SIXTH ONE_THIRD TWO_THIRD hls_to_rgb hsv_to_rgb rgb_to_hls rgb_to_hsv rgb_to_yiq yiq_to_rgb
compileall: Any Protocol PycInvalidationMode StrPath compile_dir compile_file compile_path type_check_only
compression: bz2 gzip lzma zlib zstd
compression.bz2: BZ2Compressor BZ2Decompressor BZ2File BaseStream IO Iterable Literal Protocol ReadableBuffer Self
 StrOrBytesPath SupportsIndex TextIOWrapper TypeAlias WriteableBuffer compress decompress open overload sys
 type_check_only
compression.gzip: BadGzipFile BaseStream DecompressReader FCOMMENT FEXTRA FHCRC FNAME FTEXT FileIO Final GzipFile
 Literal Protocol READ ReadableBuffer SizedBuffer StrOrBytesPath TextIOWrapper TypeAlias WRITE WriteableBuffer
 compress decompress deprecated open overload sys type_check_only zlib
compression.lzma: BaseStream CHECK_CRC32 CHECK_CRC64 CHECK_ID_MAX CHECK_NONE CHECK_SHA256 CHECK_UNKNOWN FILTER_ARM
 FILTER_ARMTHUMB FILTER_DELTA FILTER_IA64 FILTER_LZMA1 FILTER_LZMA2 FILTER_POWERPC FILTER_SPARC FILTER_X86
 FORMAT_ALONE FORMAT_AUTO FORMAT_RAW FORMAT_XZ IO LZMACompressor LZMADecompressor LZMAError LZMAFile Literal MF_BT2
 MF_BT3 MF_BT4 MF_HC3 MF_HC4 MODE_FAST MODE_NORMAL PRESET_DEFAULT PRESET_EXTREME ReadableBuffer Self StrOrBytesPath
 TextIOWrapper TypeAlias compress decompress is_check_supported open overload sys
compression.zlib: Any DEFLATED DEF_BUF_SIZE DEF_MEM_LEVEL Final MAX_WBITS ReadableBuffer Self ZLIBNG_VERSION
 ZLIB_RUNTIME_VERSION ZLIB_VERSION Z_BEST_COMPRESSION Z_BEST_SPEED Z_BLOCK Z_DEFAULT_COMPRESSION Z_DEFAULT_STRATEGY
 Z_FILTERED Z_FINISH Z_FIXED Z_FULL_FLUSH Z_HUFFMAN_ONLY Z_NO_COMPRESSION Z_NO_FLUSH Z_PARTIAL_FLUSH Z_RLE
 Z_SYNC_FLUSH Z_TREES adler32 adler32_combine compress compressobj crc32 crc32_combine decompress decompressobj error
 final sys type_check_only
compression.zstd: COMPRESSION_LEVEL_DEFAULT CompressionParameter DecompressionParameter Final FrameInfo Iterable
 Mapping ReadableBuffer Strategy ZstdCompressor ZstdDecompressor ZstdDict ZstdError ZstdFile compress decompress enum
 final finalize_dict get_frame_info get_frame_size open train_dict zstd_version zstd_version_info
concurrent: futures interpreters
concurrent.futures: ALL_COMPLETED BrokenExecutor CancelledError Executor FIRST_COMPLETED FIRST_EXCEPTION Future
 InterpreterPoolExecutor InvalidStateError ProcessPoolExecutor ThreadPoolExecutor TimeoutError as_completed
 interpreter process sys thread wait
concurrent.futures.interpreter: Any BrokenInterpreterPool BrokenThreadPool Callable Interpreter
 InterpreterPoolExecutor Literal ParamSpec Protocol Queue Self ThreadPoolExecutor ThreadWorkerContext TypeAlias
 TypeVar TypeVarTuple Unpack WorkerContext do_call overload sys type_check_only
concurrent.futures.process: Any BaseContext BrokenExecutor BrokenProcessPool Callable Connection EXTRA_QUEUED_CALLS
 Executor Final Future Generator Generic Iterable Lock Mapping MutableMapping MutableSequence Process
 ProcessPoolExecutor Queue Semaphore SimpleQueue Thread TracebackType TypeVar TypeVarTuple Unpack overload ref sys
concurrent.futures.thread: AbstractSet Any BrokenExecutor BrokenThreadPool Callable Executor Future Generic
 GenericAlias Iterable Lock Mapping Protocol Self Semaphore Thread ThreadPoolExecutor TypeAlias TypeVar TypeVarTuple
 Unpack WorkerContext overload queue ref sys type_check_only
concurrent.interpreters: Any Callable ExecutionFailed Interpreter InterpreterError InterpreterNotFoundError Literal
 NotShareableError ParamSpec Queue QueueEmpty QueueFull Self TypeVar create create_queue get_current get_main
 is_shareable list_all sys threading types
configparser: Any AnyStr BasicInterpolation BytesPath Callable ClassVar ConfigParser ConverterMapping DEFAULTSECT
 DuplicateOptionError DuplicateSectionError Error ExtendedInterpolation Final GenericPath Interpolation
 InterpolationDepthError InterpolationError InterpolationMissingOptionError InterpolationSyntaxError InvalidWriteError
 ItemsView Iterable Iterator LegacyInterpolation Literal MAX_INTERPOLATION_DEPTH Mapping MaybeNone
 MissingSectionHeaderError MultilineContinuationError MutableMapping NoOptionError NoSectionError ParsingError Pattern
 RawConfigParser SafeConfigParser SectionProxy Sequence StrOrBytesPath StrPath SupportsWrite TypeAlias TypeVar
 UNNAMED_SECTION UnnamedSectionDisabledError ValuesView deprecated overload sys type_check_only
contextlib: ABC AbstractAsyncContextManager AbstractContextManager Any AsyncContextDecorator AsyncExitStack
 AsyncGenerator AsyncIterator Awaitable Callable ContextDecorator ExitStack FileDescriptorOrPath Generator Generic
 Iterator ParamSpec Protocol Self TracebackType TypeAlias TypeVar Unused abc abstractmethod aclosing
 asynccontextmanager chdir closing contextmanager nullcontext overload redirect_stderr redirect_stdout
 runtime_checkable suppress sys type_check_only
contextvars: Context ContextVar Token copy_context
copy: Any Error ParamSpec Protocol PyStringMap TypeVar copy deepcopy error replace sys type_check_only
copyreg: Any Callable Hashable SupportsInt TypeAlias TypeVar add_extension clear_extension_cache constructor
 dispatch_table pickle remove_extension
crypt: Final METHOD_BLOWFISH METHOD_CRYPT METHOD_MD5 METHOD_SHA256 METHOD_SHA512 NamedTuple crypt disjoint_base
 methods mksalt sys type_check_only
csv: Any Collection Dialect DictReader DictWriter Error Generic GenericAlias Iterable Iterator Literal Mapping
 QUOTE_ALL QUOTE_MINIMAL QUOTE_NONE QUOTE_NONNUMERIC QUOTE_NOTNULL QUOTE_STRINGS Reader Self Sequence Sniffer
 SupportsWrite TypeVar Writer excel excel_tab field_size_limit get_dialect list_dialects overload reader
 register_dialect sys unix_dialect unregister_dialect writer
ctypes: ARRAY Any ArgumentError Array BigEndianStructure BigEndianUnion CDLL CFUNCTYPE CField COMError ClassVar
 CopyComPointer DEFAULT_MODE DllCanUnloadNow DllGetClassObject Final FormatError Generic GenericAlias GetLastError
 HRESULT LibraryLoader Literal LittleEndianStructure LittleEndianUnion OleDLL POINTER PYFUNCTYPE PyDLL RTLD_GLOBAL
 RTLD_LOCAL Self SetPointerType StrPath Structure SupportsBool SupportsLen TypeAlias TypeVar Union WINFUNCTYPE WinDLL
 WinError addressof alignment byref c_bool c_buffer c_byte c_char c_char_p c_double c_double_complex c_float
 c_float_complex c_int c_int16 c_int32 c_int64 c_int8 c_long c_longdouble c_longdouble_complex c_longlong c_short
 c_size_t c_ssize_t c_time_t c_ubyte c_uint c_uint16 c_uint32 c_uint64 c_uint8 c_ulong c_ulonglong c_ushort c_void_p
 c_voidp c_wchar c_wchar_p cast cdll create_string_buffer create_unicode_buffer deprecated get_errno get_last_error
 macholib memmove memoryview_at memset oledll overload pointer py_object pydll pythonapi resize set_errno
 set_last_error sizeof string_at sys type_check_only util windll wintypes wstring_at
ctypes.macholib: Final dyld dylib framework
ctypes.macholib.dyld: Mapping dyld_find dylib_info framework_find framework_info
ctypes.macholib.dylib: TypedDict dylib_info type_check_only
ctypes.macholib.framework: TypedDict framework_info type_check_only
ctypes.util: dllist find_library find_msvcrt sys test
ctypes.wintypes: ATOM Any Array BOOL BOOLEAN BYTE CHAR COLORREF DOUBLE DWORD FILETIME FLOAT Final HACCEL HANDLE
 HBITMAP HBRUSH HCOLORSPACE HCONV HCONVLIST HCURSOR HDC HDDEDATA HDESK HDROP HDWP HENHMETAFILE HFILE HFONT HGDIOBJ
 HGLOBAL HHOOK HICON HINSTANCE HKEY HKL HLOCAL HMENU HMETAFILE HMODULE HMONITOR HPALETTE HPEN HRESULT HRGN HRSRC HSTR
 HSZ HTASK HWINSTA HWND INT LANGID LARGE_INTEGER LCID LCTYPE LGRPID LONG LPARAM LPBOOL LPBYTE LPCOLESTR LPCOLORREF
 LPCSTR LPCVOID LPCWSTR LPDWORD LPFILETIME LPHANDLE LPHKL LPINT LPLONG LPMSG LPOLESTR LPPOINT LPRECT LPRECTL
 LPSC_HANDLE LPSIZE LPSIZEL LPSTR LPUINT LPVOID LPWIN32_FIND_DATAA LPWIN32_FIND_DATAW LPWORD LPWSTR MAX_PATH MSG
 OLESTR PBOOL PBOOLEAN PBYTE PCHAR PDWORD PFILETIME PFLOAT PHANDLE PHKEY PINT PLARGE_INTEGER PLCID PLONG PMSG POINT
 POINTL PPOINT PPOINTL PRECT PRECTL PSHORT PSIZE PSIZEL PSMALL_RECT PUINT PULARGE_INTEGER PULONG PUSHORT PWCHAR
 PWIN32_FIND_DATAA PWIN32_FIND_DATAW PWORD RECT RECTL RGB SC_HANDLE SERVICE_STATUS_HANDLE SHORT SIZE SIZEL SMALL_RECT
 Self Structure TypeAlias TypeVar UINT ULARGE_INTEGER ULONG USHORT VARIANT_BOOL WCHAR WIN32_FIND_DATAA
 WIN32_FIND_DATAW WORD WPARAM c_byte c_char c_char_p c_double c_float c_int c_long c_longlong c_short c_ubyte c_uint
 c_ulong c_ulonglong c_ushort c_void_p c_wchar c_wchar_p sys tagMSG tagPOINT tagRECT tagSIZE
curses: ACS_BBSS ACS_BLOCK ACS_BOARD ACS_BSBS ACS_BSSB ACS_BSSS ACS_BTEE ACS_BULLET ACS_CKBOARD ACS_DARROW ACS_DEGREE
 ACS_DIAMOND ACS_GEQUAL ACS_HLINE ACS_LANTERN ACS_LARROW ACS_LEQUAL ACS_LLCORNER ACS_LRCORNER ACS_LTEE ACS_NEQUAL
 ACS_PI ACS_PLMINUS ACS_PLUS ACS_RARROW ACS_RTEE ACS_S1 ACS_S3 ACS_S7 ACS_S9 ACS_SBBS ACS_SBSB ACS_SBSS ACS_SSBB
 ACS_SSBS ACS_SSSB ACS_SSSS ACS_STERLING ACS_TTEE ACS_UARROW ACS_ULCORNER ACS_URCORNER ACS_VLINE ALL_MOUSE_EVENTS
 A_ALTCHARSET A_ATTRIBUTES A_BLINK A_BOLD A_CHARTEXT A_COLOR A_DIM A_HORIZONTAL A_INVIS A_ITALIC A_LEFT A_LOW A_NORMAL
 A_PROTECT A_REVERSE A_RIGHT A_STANDOUT A_TOP A_UNDERLINE A_VERTICAL Any BUTTON1_CLICKED BUTTON1_DOUBLE_CLICKED
 BUTTON1_PRESSED BUTTON1_RELEASED BUTTON1_TRIPLE_CLICKED BUTTON2_CLICKED BUTTON2_DOUBLE_CLICKED BUTTON2_PRESSED
 BUTTON2_RELEASED BUTTON2_TRIPLE_CLICKED BUTTON3_CLICKED BUTTON3_DOUBLE_CLICKED BUTTON3_PRESSED BUTTON3_RELEASED
 BUTTON3_TRIPLE_CLICKED BUTTON4_CLICKED BUTTON4_DOUBLE_CLICKED BUTTON4_PRESSED BUTTON4_RELEASED BUTTON4_TRIPLE_CLICKED
 BUTTON5_CLICKED BUTTON5_DOUBLE_CLICKED BUTTON5_PRESSED BUTTON5_RELEASED BUTTON5_TRIPLE_CLICKED BUTTON_ALT BUTTON_CTRL
 BUTTON_SHIFT COLORS COLOR_BLACK COLOR_BLUE COLOR_CYAN COLOR_GREEN COLOR_MAGENTA COLOR_PAIRS COLOR_RED COLOR_WHITE
 COLOR_YELLOW COLS Callable Concatenate ERR Final KEY_A1 KEY_A3 KEY_B2 KEY_BACKSPACE KEY_BEG KEY_BREAK KEY_BTAB KEY_C1
 KEY_C3 KEY_CANCEL KEY_CATAB KEY_CLEAR KEY_CLOSE KEY_COMMAND KEY_COPY KEY_CREATE KEY_CTAB KEY_DC KEY_DL KEY_DOWN
 KEY_EIC KEY_END KEY_ENTER KEY_EOL KEY_EOS KEY_EXIT KEY_F0 KEY_F1 KEY_F10 KEY_F11 KEY_F12 KEY_F13 KEY_F14 KEY_F15
 KEY_F16 KEY_F17 KEY_F18 KEY_F19 KEY_F2 KEY_F20 KEY_F21 KEY_F22 KEY_F23 KEY_F24 KEY_F25 KEY_F26 KEY_F27 KEY_F28
 KEY_F29 KEY_F3 KEY_F30 KEY_F31 KEY_F32 KEY_F33 KEY_F34 KEY_F35 KEY_F36 KEY_F37 KEY_F38 KEY_F39 KEY_F4 KEY_F40 KEY_F41
 KEY_F42 KEY_F43 KEY_F44 KEY_F45 KEY_F46 KEY_F47 KEY_F48 KEY_F49 KEY_F5 KEY_F50 KEY_F51 KEY_F52 KEY_F53 KEY_F54
 KEY_F55 KEY_F56 KEY_F57 KEY_F58 KEY_F59 KEY_F6 KEY_F60 KEY_F61 KEY_F62 KEY_F63 KEY_F7 KEY_F8 KEY_F9 KEY_FIND KEY_HELP
 KEY_HOME KEY_IC KEY_IL KEY_LEFT KEY_LL KEY_MARK KEY_MAX KEY_MESSAGE KEY_MIN KEY_MOUSE KEY_MOVE KEY_NEXT KEY_NPAGE
 KEY_OPEN KEY_OPTIONS KEY_PPAGE KEY_PREVIOUS KEY_PRINT KEY_REDO KEY_REFERENCE KEY_REFRESH KEY_REPLACE KEY_RESET
 KEY_RESIZE KEY_RESTART KEY_RESUME KEY_RIGHT KEY_SAVE KEY_SBEG KEY_SCANCEL KEY_SCOMMAND KEY_SCOPY KEY_SCREATE KEY_SDC
 KEY_SDL KEY_SELECT KEY_SEND KEY_SEOL KEY_SEXIT KEY_SF KEY_SFIND KEY_SHELP KEY_SHOME KEY_SIC KEY_SLEFT KEY_SMESSAGE
 KEY_SMOVE KEY_SNEXT KEY_SOPTIONS KEY_SPREVIOUS KEY_SPRINT KEY_SR KEY_SREDO KEY_SREPLACE KEY_SRESET KEY_SRIGHT
 KEY_SRSUME KEY_SSAVE KEY_SSUSPEND KEY_STAB KEY_SUNDO KEY_SUSPEND KEY_UNDO KEY_UP LINES OK ParamSpec
 REPORT_MOUSE_POSITION ReadOnlyBuffer SupportsRead SupportsWrite TypeAlias TypeVar ascii assume_default_colors
 baudrate beep can_change_color cbreak color_content color_pair curs_set def_prog_mode def_shell_mode delay_output
 doupdate echo endwin erasechar error filter final flash flushinp get_escdelay get_tabsize getmouse getsyx getwin
 halfdelay has_colors has_extended_color_support has_ic has_il has_key init_color init_pair initscr intrflush
 is_term_resized isendwin keyname killchar longname meta mouseinterval mousemask napms ncurses_version newpad newwin
 nl nocbreak noecho nonl noqiflush noraw overload pair_content pair_number panel putp qiflush raw reset_prog_mode
 reset_shell_mode resetty resize_term resizeterm savetty set_escdelay set_tabsize setsyx setupterm start_color
 structseq sys termattrs termname textpad tigetflag tigetnum tigetstr tparm type_check_only typeahead unctrl unget_wch
 ungetch ungetmouse update_lines_cols use_default_colors use_env version window wrapper
curses.ascii: ACK BEL BS CAN CR DC1 DC2 DC3 DC4 DEL DLE EM ENQ EOT ESC ETB ETX FF FS Final GS HT LF NAK NL NUL RS SI
 SO SOH SP STX SUB SYN TAB TypeVar US VT alt ascii controlnames ctrl isalnum isalpha isascii isblank iscntrl isctrl
 isdigit isgraph islower ismeta isprint ispunct isspace isupper isxdigit unctrl
curses.has_key: has_key
curses.panel: Final bottom_panel error final new_panel panel top_panel update_panels version
curses.textpad: Callable Textbox rectangle window
dataclasses: Any Callable DataclassInstance Field Final FrozenInstanceError Generic GenericAlias InitVar Iterable
 KW_ONLY Literal MISSING Mapping Never Protocol Type TypeIs TypeVar asdict astuple dataclass enum field fields
 is_dataclass make_dataclass overload replace sys type_check_only types
datetime: CapsuleType ClassVar Final MAXYEAR MINYEAR Never Self SupportsIndex TypeAlias UTC abstractmethod date
 datetime datetime_CAPI deprecated disjoint_base final overload struct_time sys time timedelta timezone
 type_check_only tzinfo
dbm: Iterator Literal MutableMapping Self StrOrBytesPath TracebackType TypeAlias dumb error gnu ndbm open sqlite3 sys
 type_check_only whichdb
dbm.dumb: Iterator MutableMapping Self StrOrBytesPath TracebackType TypeAlias error open sys
dbm.gnu: ReadOnlyBuffer Self StrOrBytesPath TracebackType TypeAlias TypeVar error open open_flags overload sys
 type_check_only
dbm.ndbm: Final ReadOnlyBuffer Self StrOrBytesPath TracebackType TypeAlias TypeVar error final library open overload
 sys type_check_only
dbm.sqlite3: BUILD_TABLE DELETE_KEY Final GET_SIZE Generator ITER_KEYS LOOKUP_KEY Literal LiteralString MutableMapping
 REORGANIZE ReadableBuffer STORE_KV Self StrOrBytesPath TypeAlias Unused error open sys
decimal: Any BasicContext Clamped ClassVar Container Context ConversionSyntax Decimal DecimalException DecimalTuple
 DefaultContext DivisionByZero DivisionImpossible DivisionUndefined ExtendedContext FloatOperation HAVE_CONTEXTVAR
 HAVE_THREADS IEEEContext IEEE_CONTEXT_MAX_BITS Inexact InvalidContext InvalidOperation Literal MAX_EMAX MAX_PREC
 MIN_EMIN MIN_ETINY NamedTuple Overflow ROUND_05UP ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN
 ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP Rounded SPEC_VERSION Self Sequence Subnormal TracebackType TypeAlias Underflow
 disjoint_base final getcontext localcontext numbers overload setcontext sys type_check_only
difflib: Any AnyStr Callable Differ Generic GenericAlias HtmlDiff IS_CHARACTER_JUNK IS_LINE_JUNK Iterable Iterator
 Literal Match NamedTuple Sequence SequenceMatcher TypeVar context_diff diff_bytes get_close_matches ndiff overload re
 restore sys unified_diff
dis: Any Bytecode COMPILER_FLAG_NAMES Callable EXTENDED_ARG Final HAVE_ARGUMENT IO Instruction Iterator Literal
 NamedTuple Positions Self cmp_op code_info deprecated dis disassemble disco disjoint_base distb findlabels
 findlinestarts frozendict get_instructions hasarg hascompare hasconst hasexc hasfree hasjabs hasjrel hasjump haslocal
 hasname hasnargs opmap opname overload pretty_flags show_code stack_effect sys types
distutils: archive_util bcppcompiler ccompiler cmd command config core cygwinccompiler debug dep_util dir_util dist
 errors extension fancy_getopt file_util filelist log msvccompiler spawn sysconfig text_file unixccompiler util
 version
distutils.archive_util: Literal StrOrBytesPath StrPath make_archive make_tarball make_zipfile overload
distutils.bcppcompiler: BCPPCompiler CCompiler
distutils.ccompiler: BytesPath CCompiler Callable Iterable Literal Sequence StrPath TypeAlias TypeVarTuple Unpack
 Unused gen_lib_options gen_preprocess_options get_default_compiler new_compiler overload show_compilers
distutils.cmd: Any BytesPath Callable ClassVar Command Distribution Iterable Literal StrOrBytesPath StrPath TypeVar
 TypeVarTuple Unpack Unused abstractmethod bdist bdist_dumb bdist_rpm build build_clib build_ext build_py
 build_scripts check clean config install install_data install_egg_info install_headers install_lib install_scripts
 overload register sdist upload
distutils.command: bdist bdist_dumb bdist_msi bdist_packager bdist_rpm build build_clib build_ext build_py
 build_scripts check clean config install install_data install_egg_info install_headers install_lib install_scripts
 register sdist upload
distutils.command.bdist: Callable ClassVar Command Incomplete Unused bdist show_formats
distutils.command.bdist_dumb: ClassVar Command Incomplete bdist_dumb
distutils.command.bdist_packager:
distutils.command.bdist_rpm: ClassVar Command Incomplete bdist_rpm
distutils.command.build: Any Callable ClassVar Command Incomplete Unused build show_compilers
distutils.command.build_clib: Callable ClassVar Command Incomplete Unused build_clib show_compilers
distutils.command.build_ext: Callable ClassVar Command Incomplete Unused build_ext extension_name_re show_compilers
distutils.command.build_py: ClassVar Command Incomplete Literal Mixin2to3 build_py build_py_2to3
distutils.command.build_scripts: ClassVar Command Incomplete Mixin2to3 build_scripts build_scripts_2to3 first_line_re
distutils.command.check: Any ClassVar Command Final HAS_DOCUTILS Incomplete Literal SilentReporter TypeAlias check
distutils.command.clean: ClassVar Command Incomplete clean
distutils.command.config: CCompiler ClassVar Command Final LANG_EXT Literal Pattern Sequence StrOrBytesPath config
 dump_file
distutils.command.install: Any Callable ClassVar Command Final HAS_USER_SITE INSTALL_SCHEMES Incomplete Literal
 SCHEME_KEYS install
distutils.command.install_data: ClassVar Command Incomplete install_data
distutils.command.install_egg_info: ClassVar Command Incomplete install_egg_info safe_name safe_version to_filename
distutils.command.install_headers: ClassVar Command Incomplete install_headers
distutils.command.install_lib: ClassVar Command Final Incomplete PYTHON_SOURCE_EXTENSION install_lib
distutils.command.install_scripts: ClassVar Command Incomplete install_scripts
distutils.command.register: Any Callable ClassVar PyPIRCCommand register
distutils.command.sdist: Any Callable ClassVar Command Incomplete Unused sdist show_formats
distutils.command.upload: ClassVar Incomplete PyPIRCCommand upload
distutils.config: ClassVar Command DEFAULT_PYPIRC PyPIRCCommand abstractmethod
distutils.core: Any Command Distribution Extension Final Incomplete Literal Mapping StrOrBytesPath USAGE
 extension_keywords gen_usage run_setup setup setup_keywords
distutils.cygwinccompiler: CONFIG_H_NOTOK CONFIG_H_OK CONFIG_H_UNCERTAIN CygwinCCompiler Final Literal LooseVersion
 Mingw32CCompiler Pattern RE_VERSION UnixCCompiler check_config_h get_msvcr get_versions is_cygwingcc
distutils.debug: DEBUG Final
distutils.dep_util: Iterable Literal StrOrBytesPath SupportsLenAndGetItem TypeVar newer newer_group newer_pairwise
distutils.dir_util: Iterable Literal StrOrBytesPath StrPath copy_tree create_tree mkpath remove_tree
distutils.dist: ClassVar Command Distribution DistributionMetadata IO Incomplete Iterable Literal MutableMapping
 Pattern StrOrBytesPath StrPath SupportsWrite TypeAlias TypeVar bdist bdist_dumb bdist_rpm build build_clib build_ext
 build_py build_scripts check clean command_re config install install_data install_egg_info install_headers
 install_lib install_scripts overload register sdist upload
distutils.errors: CCompilerError CompileError DistutilsArgError DistutilsByteCompileError DistutilsClassError
 DistutilsError DistutilsExecError DistutilsFileError DistutilsGetoptError DistutilsInternalError DistutilsModuleError
 DistutilsOptionError DistutilsPlatformError DistutilsSetupError DistutilsTemplateError LibError LinkError
 PreprocessError UnknownFileError
distutils.extension: Extension
distutils.fancy_getopt: Any FancyGetopt Final Iterable Mapping OptionDummy Pattern TypeAlias WS_TRANS fancy_getopt
 longopt_pat longopt_re longopt_xlate neg_alias_re overload translate_longopt wrap_text
distutils.file_util: BytesPath Iterable Literal StrOrBytesPath StrPath TypeVar copy_file move_file overload write_file
distutils.filelist: FileList Iterable Literal Pattern findall glob_to_re overload translate_pattern
distutils.log: Any DEBUG ERROR FATAL Final INFO Log WARN debug error fatal info log set_threshold set_verbosity warn
distutils.msvccompiler: CCompiler MSVCCompiler
distutils.spawn: Iterable Literal find_executable spawn
distutils.sysconfig: BASE_EXEC_PREFIX BASE_PREFIX CCompiler EXEC_PREFIX Final Literal Mapping PREFIX
 customize_compiler deprecated expand_makefile_vars get_config_h_filename get_config_var get_config_vars
 get_makefile_filename get_python_inc get_python_lib overload project_base python_build
distutils.text_file: IO Literal TextFile
distutils.unixccompiler: CCompiler UnixCCompiler
distutils.util: Any Callable Container Iterable Literal Mapping Mixin2to3 StrPath TypeVarTuple Unpack Unused
 byte_compile change_root check_environ convert_path copydir_run_2to3 execute get_host_platform get_platform
 rfc822_escape run_2to3 split_quoted strtobool subst_vars
distutils.version: LooseVersion Pattern Self StrictVersion Version abstractmethod
doctest: Any BLANKLINE_MARKER COMPARISON_FLAGS Callable DONT_ACCEPT_BLANKLINE DONT_ACCEPT_TRUE_FOR_1 DebugRunner
 DocFileCase DocFileSuite DocFileTest DocTest DocTestCase DocTestFailure DocTestFinder DocTestParser DocTestRunner
 DocTestSuite ELLIPSIS ELLIPSIS_MARKER Example ExcInfo FAIL_FAST Final IGNORE_EXCEPTION_DETAIL NORMALIZE_WHITESPACE
 NamedTuple OPTIONFLAGS_BY_NAME OutputChecker REPORTING_FLAGS REPORT_CDIFF REPORT_NDIFF REPORT_ONLY_FIRST_FAILURE
 REPORT_UDIFF SKIP Self SkipDocTestCase TestResults TypeAlias UnexpectedException debug debug_script debug_src master
 register_optionflag run_docstring_examples script_from_examples set_unittest_reportflags sys testfile testmod
 testsource type_check_only types unittest
email: Callable Message Policy SupportsRead TypeAlias base64mime charset contentmanager encoders errors feedparser
 generator header headerregistry iterators message message_from_binary_file message_from_bytes message_from_file
 message_from_string mime overload parser policy quoprimime utils
email.base64mime: ReadableBuffer body_decode body_encode decode decodestring header_encode header_length
email.charset: ALIASES BASE64 CHARSETS CODEC_MAP Callable Charset ClassVar DEFAULT_CHARSET EMPTYSTRING Final Iterator
 Message QP RFC2047_CHROME_LEN SHORTEST UNKNOWN8BIT add_alias add_charset add_codec overload
email.contentmanager: Callable ContentManager Incomplete Message raw_data_manager
email.encoders: Message encode_7or8bit encode_base64 encode_noop encode_quopri
email.errors: BoundaryError CharsetError CloseBoundaryNotFoundDefect FirstHeaderLineIsContinuationDefect HeaderDefect
 HeaderMissingRequiredValue HeaderParseError HeaderWriteError InvalidBase64CharactersDefect InvalidBase64LengthDefect
 InvalidBase64PaddingDefect InvalidDateDefect InvalidHeaderDefect InvalidMultipartContentTransferEncodingDefect
 MalformedHeaderDefect MessageDefect MessageError MessageParseError MisplacedEnvelopeHeaderDefect
 MissingHeaderBodySeparatorDefect MultipartConversionError MultipartInvariantViolationDefect
 NoBoundaryInMultipartDefect NonASCIILocalPartDefect NonPrintableDefect ObsoleteHeaderDefect
 StartBoundaryNotFoundDefect UndecodableBytesDefect
email.feedparser: BytesFeedParser Callable FeedParser Generic Message Policy overload
email.generator: Any BytesGenerator DecodedGenerator Generator Generic Message Policy Self SupportsWrite TypeVar
 overload
email.header: Any Charset ClassVar Header Iterable decode_header make_header
email.headerregistry: Address AddressHeader AddressList BaseHeader ClassVar ContentDisposition
 ContentDispositionHeader ContentTransferEncoding ContentTransferEncodingHeader ContentType ContentTypeHeader
 DateHeader Group HeaderRegistry Incomplete Iterable Literal MIMEVersion MIMEVersionHeader Mapping MessageDefect
 MessageID MessageIDHeader MessageIDList ParameterizedMIMEHeader Policy Protocol ReferencesHeader Self
 SingleAddressHeader TokenList UniqueAddressHeader UniqueDateHeader UniqueSingleAddressHeader UniqueUnstructuredHeader
 UnstructuredHeader UnstructuredTokenList sys type_check_only types
email.iterators: Iterator Message SupportsWrite TypeVar body_line_iterator typed_subpart_iterator walk
email.message: Any Charset ContentManager EmailMessage Generator Generic Iterator Literal MIMEPart MaybeNone Message
 MessageDefect Policy Protocol Self Sequence TypeAlias TypeVar overload type_check_only
email.mime: application audio base image message multipart nonmultipart text
email.mime.application: Callable MIMEApplication MIMENonMultipart Policy
email.mime.audio: Callable MIMEAudio MIMENonMultipart Policy
email.mime.base: MIMEBase Policy email
email.mime.image: Callable MIMEImage MIMENonMultipart Policy
email.mime.message: MIMEMessage MIMENonMultipart Policy
email.mime.multipart: MIMEBase MIMEMultipart Policy Sequence
email.mime.nonmultipart: MIMEBase MIMENonMultipart
email.mime.text: MIMENonMultipart MIMEText Policy
email.parser: BytesFeedParser BytesHeaderParser BytesParser Callable FeedParser Generic HeaderParser Message Parser
 Policy SupportsRead overload
email.policy: Callable Compat32 ContentManager EmailMessage EmailPolicy HTTP Incomplete Policy SMTP SMTPUTF8 Self
 compat32 default overload strict
email.quoprimime: Iterable body_check body_decode body_encode body_length decode decodestring header_check
 header_decode header_encode header_length quote unquote
email.utils: Charset Iterable TypeAlias Unused collapse_rfc2231_value datetime decode_params decode_rfc2231 deprecated
 encode_rfc2231 format_datetime formataddr formatdate getaddresses localtime make_msgid mktime_tz overload parseaddr
 parsedate parsedate_to_datetime parsedate_tz quote sys unquote
encodings: CodecInfo CodecRegistryError aliases ascii base64_codec big5 big5hkscs bz2_codec charmap cp037 cp1006
 cp1026 cp1125 cp1140 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp273 cp424 cp437 cp500 cp720
 cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp875 cp932
 cp949 cp950 euc_jis_2004 euc_jisx0213 euc_jp euc_kr gb18030 gb2312 gbk hex_codec hp_roman8 hz idna iso2022_jp
 iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr iso8859_1 iso8859_10 iso8859_11
 iso8859_13 iso8859_14 iso8859_15 iso8859_16 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8
 iso8859_9 johab koi8_r koi8_t koi8_u kz1048 latin_1 mac_arabic mac_croatian mac_cyrillic mac_farsi mac_greek
 mac_iceland mac_latin2 mac_roman mac_romanian mac_turkish mbcs normalize_encoding oem palmos ptcp154 punycode
 quopri_codec raw_unicode_escape rot_13 search_function shift_jis shift_jis_2004 shift_jisx0213 sys tis_620 undefined
 unicode_escape utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le utf_7 utf_8 utf_8_sig uu_codec
 win32_code_page_search_function zlib_codec
encodings.aliases: aliases
encodings.ascii: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamConverter StreamReader StreamWriter
 codecs getregentry
encodings.base64_codec: ClassVar Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 base64_decode base64_encode codecs getregentry
encodings.big5: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.big5hkscs: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.bz2_codec: ClassVar Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 bz2_decode bz2_encode codecs getregentry
encodings.charmap: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 getregentry
encodings.cp037: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1006: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1026: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1125: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp1140: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1250: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1251: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1252: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1253: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1254: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1255: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1256: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1257: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp1258: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp273: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp424: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp437: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp500: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp720: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp737: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp775: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp850: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp852: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp855: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp856: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp857: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp858: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp860: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp861: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp862: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp863: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp864: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp865: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp866: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp869: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.cp874: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp875: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.cp932: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.cp949: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.cp950: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.euc_jis_2004: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.euc_jisx0213: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.euc_jp: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.euc_kr: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.gb18030: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.gb2312: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.gbk: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs getregentry
 mbc
encodings.hex_codec: ClassVar Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 codecs getregentry hex_decode hex_encode
encodings.hp_roman8: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.hz: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs getregentry
 mbc
encodings.idna: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter ToASCII ToUnicode
 ace_prefix codecs dots getregentry nameprep re sace_prefix
encodings.iso2022_jp: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso2022_jp_1: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso2022_jp_2: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso2022_jp_2004: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso2022_jp_3: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso2022_jp_ext: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso2022_kr: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.iso8859_1: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_10: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_11: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_13: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_14: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_15: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_16: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_2: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_3: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_4: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_5: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_6: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_7: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_8: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.iso8859_9: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.johab: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.koi8_r: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.koi8_t: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.koi8_u: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.kz1048: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.latin_1: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamConverter StreamReader
 StreamWriter codecs getregentry
encodings.mac_arabic: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_map decoding_table encoding_map getregentry
encodings.mac_croatian: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_cyrillic: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_farsi: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_greek: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_iceland: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_latin2: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_roman: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_romanian: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mac_turkish: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.mbcs: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode encode
 getregentry sys
encodings.oem: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode encode
 getregentry sys
encodings.palmos: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.ptcp154: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.punycode: Codec IncrementalDecoder IncrementalEncoder Literal StreamReader StreamWriter T adapt codecs
 decode_generalized_number digits generate_generalized_integer generate_integers getregentry insertion_sort
 insertion_unsort punycode_decode punycode_encode segregate selective_find selective_len
encodings.quopri_codec: ClassVar Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 codecs getregentry quopri_decode quopri_encode
encodings.raw_unicode_escape: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 codecs getregentry
encodings.rot_13: Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter SupportsRead SupportsWrite
 codecs getregentry rot13 rot13_map
encodings.shift_jis: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.shift_jis_2004: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.shift_jisx0213: ClassVar Codec IncrementalDecoder IncrementalEncoder StreamReader StreamWriter codec codecs
 getregentry mbc
encodings.tis_620: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 decoding_table encoding_table getregentry
encodings.undefined: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 getregentry
encodings.unicode_escape: Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs
 getregentry
encodings.utf_16: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode encode
 getregentry
encodings.utf_16_be: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode
 encode getregentry
encodings.utf_16_le: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode
 encode getregentry
encodings.utf_32: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode encode
 getregentry
encodings.utf_32_be: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode
 encode getregentry
encodings.utf_32_le: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode
 encode getregentry
encodings.utf_7: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode encode
 getregentry
encodings.utf_8: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode encode
 getregentry
encodings.utf_8_sig: IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter codecs decode
 encode getregentry
encodings.uu_codec: ClassVar Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 codecs getregentry uu_decode uu_encode
encodings.zlib_codec: ClassVar Codec IncrementalDecoder IncrementalEncoder ReadableBuffer StreamReader StreamWriter
 codecs getregentry zlib_decode zlib_encode
ensurepip: bootstrap version
enum: Any CONFORM CONTINUOUS Callable EJECT Enum EnumCheck EnumDict EnumMeta EnumType Final Flag FlagBoundary Generic
 IntEnum IntFlag Iterable Iterator KEEP Literal Mapping NAMED_FLAGS ReprEnum STRICT Self StrEnum SupportsIndex
 SupportsKeysAndGetItem TypeAlias TypeVar UNIQUE Unused auto bin disjoint_base global_enum global_enum_repr
 global_flag_repr global_str member nonmember overload pickle_by_enum_name pickle_by_global_name property
 show_flag_values sys types unique verify
errno: E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EADV EAFNOSUPPORT EAGAIN EALREADY EAUTH EBADARCH EBADE EBADEXEC EBADF
 EBADFD EBADMACHO EBADMSG EBADR EBADRPC EBADRQC EBADSLT EBFONT EBUSY ECANCELED ECHILD ECHRNG ECOMM ECONNABORTED
 ECONNREFUSED ECONNRESET EDEADLK EDEADLOCK EDESTADDRREQ EDEVERR EDOM EDOTDOT EDQUOT EEXIST EFAULT EFBIG EFTYPE
 EHOSTDOWN EHOSTUNREACH EHWPOISON EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR EISNAM EKEYEXPIRED
 EKEYREJECTED EKEYREVOKED EL2HLT EL2NSYNC EL3HLT EL3RST ELIBACC ELIBBAD ELIBEXEC ELIBMAX ELIBSCN ELNRNG ELOCKUNMAPPED
 ELOOP EMEDIUMTYPE EMFILE EMLINK EMSGSIZE EMULTIHOP ENAMETOOLONG ENAVAIL ENEEDAUTH ENETDOWN ENETRESET ENETUNREACH
 ENFILE ENOANO ENOATTR ENOBUFS ENOCSI ENODATA ENODEV ENOENT ENOEXEC ENOKEY ENOLCK ENOLINK ENOMEDIUM ENOMEM ENOMSG
 ENONET ENOPKG ENOPOLICY ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTACTIVE ENOTBLK ENOTCAPABLE ENOTCONN ENOTDIR
 ENOTEMPTY ENOTNAM ENOTRECOVERABLE ENOTSOCK ENOTSUP ENOTTY ENOTUNIQ ENXIO EOPNOTSUPP EOVERFLOW EOWNERDEAD EPERM
 EPFNOSUPPORT EPIPE EPROCLIM EPROCUNAVAIL EPROGMISMATCH EPROGUNAVAIL EPROTO EPROTONOSUPPORT EPROTOTYPE EPWROFF EQFULL
 ERANGE EREMCHG EREMOTE EREMOTEIO ERESTART ERFKILL EROFS ERPCMISMATCH ESHLIBVERS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE
 ESRCH ESRMNT ESTALE ESTRPIPE ETIME ETIMEDOUT ETOOMANYREFS ETXTBSY EUCLEAN EUNATCH EUSERS EWOULDBLOCK EXDEV EXFULL
 Final Mapping WSABASEERR WSAEACCES WSAEADDRINUSE WSAEADDRNOTAVAIL WSAEAFNOSUPPORT WSAEALREADY WSAEBADF
 WSAECONNABORTED WSAECONNREFUSED WSAECONNRESET WSAEDESTADDRREQ WSAEDISCON WSAEDQUOT WSAEFAULT WSAEHOSTDOWN
 WSAEHOSTUNREACH WSAEINPROGRESS WSAEINTR WSAEINVAL WSAEISCONN WSAELOOP WSAEMFILE WSAEMSGSIZE WSAENAMETOOLONG
 WSAENETDOWN WSAENETRESET WSAENETUNREACH WSAENOBUFS WSAENOPROTOOPT WSAENOTCONN WSAENOTEMPTY WSAENOTSOCK WSAEOPNOTSUPP
 WSAEPFNOSUPPORT WSAEPROCLIM WSAEPROTONOSUPPORT WSAEPROTOTYPE WSAEREMOTE WSAESHUTDOWN WSAESOCKTNOSUPPORT WSAESTALE
 WSAETIMEDOUT WSAETOOMANYREFS WSAEUSERS WSAEWOULDBLOCK WSANOTINITIALISED WSASYSNOTREADY WSAVERNOTSUPPORTED errorcode
 sys
faulthandler: FileDescriptorLike cancel_dump_traceback_later disable dump_c_stack dump_traceback dump_traceback_later
 enable is_enabled register sys unregister
fcntl: Any Buffer DN_ACCESS DN_ATTRIB DN_CREATE DN_DELETE DN_MODIFY DN_MULTISHOT DN_RENAME FASYNC FD_CLOEXEC FICLONE
 FICLONERANGE F_ADD_SEALS F_DUPFD F_DUPFD_CLOEXEC F_EXLCK F_FULLFSYNC F_GETFD F_GETFL F_GETLEASE F_GETLK F_GETLK64
 F_GETNOSIGPIPE F_GETOWN F_GETOWN_EX F_GETPATH F_GETPIPE_SZ F_GETSIG F_GET_FILE_RW_HINT F_GET_RW_HINT F_GET_SEALS
 F_NOCACHE F_NOTIFY F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_OWNER_PGRP F_OWNER_PID F_OWNER_TID F_RDAHEAD F_RDLCK
 F_SEAL_FUTURE_WRITE F_SEAL_GROW F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_WRITE F_SETFD F_SETFL F_SETLEASE F_SETLK F_SETLK64
 F_SETLKW F_SETLKW64 F_SETNOSIGPIPE F_SETOWN F_SETOWN_EX F_SETPIPE_SZ F_SETSIG F_SET_FILE_RW_HINT F_SET_RW_HINT
 F_SHLCK F_UNLCK F_WRLCK FileDescriptorLike Final I_ATMARK I_CANPUT I_CKBAND I_FDINSERT I_FIND I_FLUSH I_FLUSHBAND
 I_GETBAND I_GETCLTIME I_GETSIG I_GRDOPT I_GWROPT I_LINK I_LIST I_LOOK I_NREAD I_PEEK I_PLINK I_POP I_PUNLINK I_PUSH
 I_RECVFD I_SENDFD I_SETCLTIME I_SETSIG I_SRDOPT I_STR I_SWROPT I_UNLINK LOCK_EX LOCK_MAND LOCK_NB LOCK_READ LOCK_RW
 LOCK_SH LOCK_UN LOCK_WRITE Literal RWH_WRITE_LIFE_EXTREME RWH_WRITE_LIFE_LONG RWH_WRITE_LIFE_MEDIUM
 RWH_WRITE_LIFE_NONE RWH_WRITE_LIFE_NOT_SET RWH_WRITE_LIFE_SHORT ReadOnlyBuffer WriteableBuffer fcntl flock ioctl
 lockf overload sys
filecmp: Any AnyStr BUFSIZE Callable DEFAULT_IGNORES Final Generic GenericAlias GenericPath Iterable Literal Sequence
 StrOrBytesPath clear_cache cmp cmpfiles dircmp sys
fileinput: Any AnyStr AnyStr_co Callable FileInput GenericAlias IO Iterable Iterator Literal Protocol Self
 StrOrBytesPath TracebackType TypeAlias close deprecated filelineno filename fileno hook_compressed hook_encoded input
 isfirstline isstdin lineno nextfile overload sys type_check_only
fnmatch: AnyStr Iterable PathLike filter filterfalse fnmatch fnmatchcase sys translate
fractions: Any Callable Decimal Fraction Literal Protocol Rational Real Self SupportsIndex TypeAlias overload sys
 type_check_only
ftplib: Any B_CRLF CRLF Callable Error FTP FTP_PORT FTP_TLS Final Iterable Iterator Literal MAXLINE MSG_OOB SSLContext
 Self StrOrBytesPath SupportsRead SupportsReadline TextIO TracebackType all_errors deprecated error_perm error_proto
 error_reply error_temp ftpcp overload parse150 parse227 parse229 parse257 socket sys
functools: Any Callable Final Generic GenericAlias Hashable Iterable Literal NamedTuple ParamSpec Placeholder Self
 Sized SupportsAllComparisons SupportsItems TypeAlias TypeVar TypedDict WRAPPER_ASSIGNMENTS WRAPPER_UPDATES cache
 cached_property cmp_to_key disjoint_base final lru_cache overload partial partialmethod reduce singledispatch
 singledispatchmethod sys total_ordering type_check_only types update_wrapper wraps
gc: Any Callable DEBUG_COLLECTABLE DEBUG_LEAK DEBUG_SAVEALL DEBUG_STATS DEBUG_UNCOLLECTABLE Final Literal TypeAlias
 callbacks collect disable enable freeze garbage get_count get_debug get_freeze_count get_objects get_referents
 get_referrers get_stats get_threshold is_finalized is_tracked isenabled set_debug set_threshold unfreeze
genericpath: ALLOW_MISSING ALL_BUT_LAST BytesPath FileDescriptorOrPath Literal LiteralString NewType Sequence
 StrOrBytesPath StrPath SupportsRichComparisonT commonprefix deprecated exists getatime getctime getmtime getsize
 isdevdrive isdir isfile isjunction islink lexists os overload samefile sameopenfile samestat sys
getopt: GetoptError Iterable Protocol Sequence TypeVar error getopt gnu_getopt overload type_check_only
getpass: GetPassWarning TextIO getpass getuser sys
gettext: Any Callable Catalog Container Final GNUTranslations Iterable Literal NullTranslations Protocol Sequence
 StrPath TypeVar bind_textdomain_codeset bindtextdomain c2py deprecated dgettext dngettext dnpgettext dpgettext find
 gettext install io ldgettext ldngettext lgettext lngettext ngettext npgettext overload pgettext sys textdomain
 translation type_check_only
glob: AnyStr Iterator Sequence StrOrBytesPath deprecated escape glob glob0 glob1 has_magic iglob sys translate
graphlib: Any CycleError Generic GenericAlias Iterable SupportsItems TopologicalSorter TypeVar overload sys
grp: Any Final final getgrall getgrgid getgrnam struct_group structseq sys
gzip: BadGzipFile BaseStream DecompressReader FCOMMENT FEXTRA FHCRC FNAME FTEXT FileIO Final GzipFile Literal Protocol
 READ ReadableBuffer SizedBuffer StrOrBytesPath TextIOWrapper TypeAlias WRITE WriteableBuffer compress decompress
 deprecated open overload sys type_check_only zlib
hashlib: AbstractSet Callable HASH Protocol ReadableBuffer algorithms_available algorithms_guaranteed blake2b blake2s
 file_digest md5 new pbkdf2_hmac scrypt sha1 sha224 sha256 sha384 sha3_224 sha3_256 sha3_384 sha3_512 sha512 shake_128
 shake_256 sys type_check_only
heapq: Callable Final Generator Iterable SupportsRichComparison TypeVar heapify heapify_max heappop heappop_max
 heappush heappush_max heappushpop heappushpop_max heapreplace heapreplace_max merge nlargest nsmallest overload sys
hmac: Callable HMAC ModuleType ReadableBuffer SizedBuffer TypeAlias compare_digest digest digest_size new overload
 trans_36 trans_5C
html: entities escape parser re unescape
html.entities: Final codepoint2name entitydefs html5 name2codepoint
html.parser: Final HTMLParser ParserBase Pattern
http: HTTPMethod HTTPStatus IntEnum StrEnum client cookiejar cookies server sys
http.client: ACCEPTED ALREADY_REPORTED BAD_GATEWAY BAD_REQUEST BadStatusLine BinaryIO CONFLICT CONTENT_TOO_LARGE
 CONTINUE CREATED Callable CannotSendHeader CannotSendRequest EARLY_HINTS EXPECTATION_FAILED FAILED_DEPENDENCY
 FORBIDDEN FOUND Final GATEWAY_TIMEOUT GONE HTTPConnection HTTPException HTTPMessage HTTPResponse HTTPSConnection
 HTTPS_PORT HTTP_PORT HTTP_VERSION_NOT_SUPPORTED IM_A_TEAPOT IM_USED INSUFFICIENT_STORAGE INTERNAL_SERVER_ERROR
 ImproperConnectionState IncompleteRead InvalidURL Iterable Iterator LENGTH_REQUIRED LOCKED LOOP_DETECTED LineTooLong
 METHOD_NOT_ALLOWED MISDIRECTED_REQUEST MOVED_PERMANENTLY MULTIPLE_CHOICES MULTI_STATUS Mapping MaybeNone
 NETWORK_AUTHENTICATION_REQUIRED NON_AUTHORITATIVE_INFORMATION NOT_ACCEPTABLE NOT_EXTENDED NOT_FOUND NOT_IMPLEMENTED
 NOT_MODIFIED NO_CONTENT NotConnected OK PARTIAL_CONTENT PAYMENT_REQUIRED PERMANENT_REDIRECT PRECONDITION_FAILED
 PRECONDITION_REQUIRED PROCESSING PROXY_AUTHENTICATION_REQUIRED RANGE_NOT_SATISFIABLE REQUESTED_RANGE_NOT_SATISFIABLE
 REQUEST_ENTITY_TOO_LARGE REQUEST_HEADER_FIELDS_TOO_LARGE REQUEST_TIMEOUT REQUEST_URI_TOO_LONG RESET_CONTENT
 ReadableBuffer RemoteDisconnected ResponseNotReady SEE_OTHER SERVICE_UNAVAILABLE SWITCHING_PROTOCOLS Self
 StrOrBytesPath SupportsRead SupportsReadline TEMPORARY_REDIRECT TOO_EARLY TOO_MANY_REQUESTS TypeAlias TypeVar
 UNAUTHORIZED UNAVAILABLE_FOR_LEGAL_REASONS UNPROCESSABLE_CONTENT UNPROCESSABLE_ENTITY UNSUPPORTED_MEDIA_TYPE
 UPGRADE_REQUIRED URI_TOO_LONG USE_PROXY UnimplementedFileMode UnknownProtocol UnknownTransferEncoding
 VARIANT_ALSO_NEGOTIATES WriteableBuffer deprecated email error io overload parse_headers responses socket ssl sys
 types
http.cookiejar: ClassVar Cookie CookieJar CookiePolicy DefaultCookiePolicy FileCookieJar HTTPResponse Iterator
 LWPCookieJar LoadError MozillaCookieJar Pattern Request Sequence StrPath TypeVar overload
http.cookies: Any BaseCookie Container CookieError Generic GenericAlias Iterable MaybeNone Morsel SimpleCookie
 SupportsItems SupportsKeysAndGetItem TypeVar deprecated overload
http.server: Any AnyStr BaseHTTPRequestHandler BinaryIO CGIHTTPRequestHandler Callable ClassVar HTTPSServer HTTPServer
 Iterable Mapping Protocol Purpose ReadableBuffer SSLContext Self Sequence SimpleHTTPRequestHandler StrOrBytesPath
 StrPath SupportsRead SupportsWrite ThreadingHTTPSServer ThreadingHTTPServer deprecated email executable io
 socketserver sys type_check_only
imaplib: Any Callable Commands Generator IMAP4 IMAP4_SSL IMAP4_stream IO Idler Int2AP Internaldate2tuple Literal
 ParseFlags Pattern ReadableBuffer SSLContext SSLSocket Self SizedBuffer StrOrBytesPath SupportsAbs SupportsInt
 Time2Internaldate TracebackType TypeAlias Unused datetime deprecated overload subprocess sys time
imghdr: Any BinaryIO Callable Protocol StrPath overload tests type_check_only what
imp: Any C_BUILTIN C_EXTENSION Final IMP_HOOK IO NullImporter PKG_DIRECTORY PY_CODERESOURCE PY_COMPILED PY_FROZEN
 PY_RESOURCE PY_SOURCE PathLike Protocol SEARCH_ERROR StrPath TracebackType acquire_lock cache_from_source
 create_dynamic find_module get_frozen_object get_magic get_suffixes get_tag init_builtin init_frozen is_builtin
 is_frozen is_frozen_package load_compiled load_dynamic load_module load_package load_source lock_held new_module
 release_lock reload source_from_cache type_check_only types
importlib: Loader ModuleType abc deprecated find_loader import_module invalidate_caches machinery metadata readers
 reload resources simple sys util
importlib.abc: ABCMeta Any BufferedReader ExecutionLoader FileLoader Finder IO InspectLoader Iterable Iterator Literal
 Loader Mapping MetaPathFinder ModuleSpec PathEntryFinder Protocol ReadableBuffer ResourceLoader ResourceReader
 Sequence SourceLoader StrPath Traversable TraversableResources abstractmethod deprecated overload runtime_checkable
 sys types
importlib.machinery: AppleFrameworkLoader BYTECODE_SUFFIXES BuiltinImporter DEBUG_BYTECODE_SUFFIXES EXTENSION_SUFFIXES
 ExtensionFileLoader FileFinder FrozenImporter ModuleSpec NamespaceLoader OPTIMIZED_BYTECODE_SUFFIXES PathFinder
 SOURCE_SUFFIXES SourceFileLoader SourcelessFileLoader WindowsRegistryFinder all_suffixes sys
importlib.metadata: Any ClassVar Deprecated DeprecatedList DeprecatedNonAbstract DeprecatedTuple Distribution
 DistributionFinder EntryPoint EntryPoints FileHash Generic Iterable Iterator Mapping MetaPathFinder MetadataNotFound
 MetadataPathFinder NamedTuple PackageMetadata PackageNotFoundError PackagePath PathDistribution PathLike Pattern
 SelectableGroups Self SimplePath StrPath TypeAlias TypeVar abc deprecated diagnose dict_keys dict_values
 disjoint_base distribution distributions entry_points files metadata overload packages_distributions pathlib requires
 sys type_check_only types version
importlib.metadata.diagnose: inspect run
importlib.readers: BufferedReader FileLoader FileReader Iterable Iterator Literal MultiplexedPath NamespaceReader
 Never StrPath TypeVar ZipReader abc pathlib remove_duplicates sys zipfile zipimporter
importlib.resources: AbstractContextManager Anchor Any BinaryIO Iterator Literal ModuleType Package Path Resource
 ResourceReader TextIO Traversable TypeAlias abc as_file contents deprecated files is_resource open_binary open_text
 os path read_binary read_text readers simple sys
importlib.resources.abc: ABCMeta Any BufferedReader IO Iterator Literal Protocol ResourceReader StrPath Traversable
 TraversableResources abstractmethod deprecated overload runtime_checkable sys
importlib.resources.readers: BufferedReader FileLoader FileReader Iterable Iterator Literal MultiplexedPath
 NamespaceReader Never StrPath TypeVar ZipReader abc pathlib remove_duplicates sys zipfile zipimporter
importlib.resources.simple: Any BinaryIO IO Iterator Literal Never ResourceContainer ResourceHandle SimpleReader
 StrPath TextIOWrapper Traversable TraversableReader TraversableResources abc overload sys
importlib.simple: ResourceContainer ResourceHandle SimpleReader TraversableReader sys
importlib.util: Callable LazyLoader Literal Loader MAGIC_NUMBER ParamSpec ReadableBuffer Self TracebackType
 cache_from_source decode_source deprecated find_spec importlib module_for_loader module_from_spec resolve_name
 set_loader set_package source_from_cache source_hash spec_from_file_location spec_from_loader sys types
inspect: AGEN_CLOSED AGEN_CREATED AGEN_RUNNING AGEN_SUSPENDED AbstractSet AnnotationForm Any ArgInfo ArgSpec Arguments
 AsyncGenerator AsyncGeneratorType Attribute Awaitable BlockFinder BoundArguments BufferFlags BuiltinFunctionType
 BuiltinMethodType CORO_CLOSED CORO_CREATED CORO_RUNNING CORO_SUSPENDED CO_ASYNC_GENERATOR CO_COROUTINE CO_GENERATOR
 CO_HAS_DOCSTRING CO_ITERABLE_COROUTINE CO_METHOD CO_NESTED CO_NEWLOCALS CO_NOFREE CO_OPTIMIZED CO_VARARGS
 CO_VARKEYWORDS Callable ClassFoundException ClassMethodDescriptorType ClassVar ClosureVars CodeType Coroutine
 CoroutineType EndOfBlock Final Format FrameInfo FrameType FullArgSpec FunctionType GEN_CLOSED GEN_CREATED GEN_RUNNING
 GEN_SUSPENDED Generator GeneratorType GetSetDescriptorType LambdaType Literal Mapping MemberDescriptorType
 MethodDescriptorType MethodType MethodWrapperType ModuleType NamedTuple Never ParamSpec Parameter Protocol Self
 Sequence Signature StrPath TPFLAGS_IS_ABSTRACT Traceback TracebackType TypeAlias TypeGuard TypeIs TypeVar
 WrapperDescriptorType classify_class_attrs cleandoc currentframe deprecated dis disjoint_base enum findsource
 formatannotation formatannotationrelativeto formatargspec formatargvalues get_annotations getabsfile getargs
 getargspec getargvalues getasyncgenlocals getasyncgenstate getattr_static getblock getcallargs getclasstree
 getclosurevars getcomments getcoroutinelocals getcoroutinestate getdoc getfile getframeinfo getfullargspec
 getgeneratorlocals getgeneratorstate getinnerframes getlineno getmembers getmembers_static getmodule getmodulename
 getmro getouterframes getsource getsourcefile getsourcelines indentsize isabstract isasyncgen isasyncgenfunction
 isawaitable isbuiltin isclass iscode iscoroutine iscoroutinefunction isdatadescriptor isframe isfunction isgenerator
 isgeneratorfunction isgetsetdescriptor ismemberdescriptor ismethod ismethoddescriptor ismethodwrapper ismodule
 ispackage isroutine istraceback markcoroutinefunction modulesbyfile overload signature stack sys trace
 type_check_only types unwrap walktree
io: BlockingIOError BufferedIOBase BufferedRWPair BufferedRandom BufferedReader BufferedWriter BytesIO
 DEFAULT_BUFFER_SIZE FileIO Final IOBase IncrementalNewlineDecoder Protocol RawIOBase Reader SEEK_CUR SEEK_END
 SEEK_SET StringIO TextIOBase TextIOWrapper TypeVar UnsupportedOperation Writer abc open open_code sys text_encoding
ipaddress: AddressValueError Any Final Generic IPV4LENGTH IPV6LENGTH IPv4Address IPv4Interface IPv4Network IPv6Address
 IPv6Interface IPv6Network Iterable Iterator Literal NetmaskValueError Self TypeAlias TypeVar collapse_addresses
 get_mixed_type_key ip_address ip_interface ip_network overload summarize_address_range sys v4_int_to_packed
 v6_int_to_packed
itertools: Any Callable Generic GenericAlias Iterable Iterator Literal MaybeNone Self SupportsComplex SupportsFloat
 SupportsIndex SupportsInt TypeAlias TypeVar accumulate batched chain combinations combinations_with_replacement
 compress count cycle disjoint_base dropwhile filterfalse groupby islice overload pairwise permutations product repeat
 starmap sys takewhile tee zip_longest
json: Any Callable JSONDecodeError JSONDecoder JSONEncoder Literal SupportsRead SupportsWrite decoder detect_encoding
 dump dumps encoder load loads scanner sys tool
json.decoder: Any Callable JSONDecodeError JSONDecoder sys
json.encoder: Any Callable ESCAPE ESCAPE_ASCII ESCAPE_DCT Final HAS_UTF8 INFINITY Iterator JSONEncoder Pattern
 encode_basestring encode_basestring_ascii py_encode_basestring py_encode_basestring_ascii
json.scanner: Final NUMBER_RE Pattern make_scanner
json.tool: main
keyword: Final Sequence iskeyword issoftkeyword kwlist softkwlist
lib2to3: btm_matcher fixer_base fixes main pgen2 pygram pytree refactor
lib2to3.btm_matcher: BMNode BaseFix BottomMatcher Incomplete Iterable Leaf Node SupportsGetItem defaultdict type_repr
lib2to3.fixer_base: ABCMeta Base BaseFix ClassVar ConditionalFix Incomplete Leaf Literal MutableMapping Node StrPath
 TypeVar abstractmethod
lib2to3.fixes: fix_apply fix_asserts fix_basestring fix_buffer fix_dict fix_except fix_exec fix_execfile fix_exitfunc
 fix_filter fix_funcattrs fix_future fix_getcwdu fix_has_key fix_idioms fix_import fix_imports fix_imports2 fix_input
 fix_intern fix_isinstance fix_itertools fix_itertools_imports fix_long fix_map fix_metaclass fix_methodattrs fix_ne
 fix_next fix_nonzero fix_numliterals fix_operator fix_paren fix_print fix_raise fix_raw_input fix_reduce fix_reload
 fix_renames fix_repr fix_set_literal fix_standarderror fix_sys_exc fix_throw fix_tuple_params fix_types fix_unicode
 fix_urllib fix_ws_comma fix_xrange fix_xreadlines fix_zip
lib2to3.fixes.fix_apply: ClassVar FixApply Literal fixer_base
lib2to3.fixes.fix_asserts: BaseFix ClassVar Final FixAsserts Literal NAMES
lib2to3.fixes.fix_basestring: ClassVar FixBasestring Literal fixer_base
lib2to3.fixes.fix_buffer: ClassVar FixBuffer Literal fixer_base
lib2to3.fixes.fix_dict: ClassVar FixDict Incomplete Literal fixer_base iter_exempt
lib2to3.fixes.fix_except: Base ClassVar FixExcept Generator Iterable Literal TypeVar find_excepts fixer_base
lib2to3.fixes.fix_exec: ClassVar FixExec Literal fixer_base
lib2to3.fixes.fix_execfile: ClassVar FixExecfile Literal fixer_base
lib2to3.fixes.fix_exitfunc: ClassVar FixExitfunc Incomplete Literal Node StrPath fixer_base
lib2to3.fixes.fix_filter: ClassVar FixFilter Literal fixer_base
lib2to3.fixes.fix_funcattrs: ClassVar FixFuncattrs Literal fixer_base
lib2to3.fixes.fix_future: ClassVar FixFuture Literal fixer_base
lib2to3.fixes.fix_getcwdu: ClassVar FixGetcwdu Literal fixer_base
lib2to3.fixes.fix_has_key: ClassVar FixHasKey Literal fixer_base
lib2to3.fixes.fix_idioms: CMP ClassVar Final FixIdioms Literal TYPE fixer_base
lib2to3.fixes.fix_import: ClassVar FixImport Generator Literal Node StrPath fixer_base traverse_imports
lib2to3.fixes.fix_imports: ClassVar Final FixImports Generator Literal MAPPING Node StrPath alternates build_pattern
 fixer_base
lib2to3.fixes.fix_imports2: Final FixImports2 MAPPING fix_imports
lib2to3.fixes.fix_input: ClassVar FixInput Incomplete Literal context fixer_base
lib2to3.fixes.fix_intern: ClassVar FixIntern Literal fixer_base
lib2to3.fixes.fix_isinstance: ClassVar FixIsinstance Literal fixer_base
lib2to3.fixes.fix_itertools: ClassVar FixItertools Literal fixer_base
lib2to3.fixes.fix_itertools_imports: ClassVar FixItertoolsImports Literal fixer_base
lib2to3.fixes.fix_long: ClassVar FixLong Literal fixer_base
lib2to3.fixes.fix_map: ClassVar FixMap Literal fixer_base
lib2to3.fixes.fix_metaclass: Base ClassVar FixMetaclass Generator Literal find_metas fixer_base fixup_indent
 fixup_parse_tree fixup_simple_stmt has_metaclass remove_trailing_newline
lib2to3.fixes.fix_methodattrs: ClassVar Final FixMethodattrs Literal MAP fixer_base
lib2to3.fixes.fix_ne: ClassVar FixNe Literal fixer_base
lib2to3.fixes.fix_next: ClassVar FixNext Literal Node StrPath bind_warning find_assign fixer_base is_assign_target
 is_subtree
lib2to3.fixes.fix_nonzero: ClassVar FixNonzero Literal fixer_base
lib2to3.fixes.fix_numliterals: ClassVar FixNumliterals Literal fixer_base
lib2to3.fixes.fix_operator: ClassVar FixOperator Literal fixer_base invocation
lib2to3.fixes.fix_paren: ClassVar FixParen Literal fixer_base
lib2to3.fixes.fix_print: ClassVar FixPrint Incomplete Literal fixer_base parend_expr
lib2to3.fixes.fix_raise: ClassVar FixRaise Literal fixer_base
lib2to3.fixes.fix_raw_input: ClassVar FixRawInput Literal fixer_base
lib2to3.fixes.fix_reduce: ClassVar FixReduce Literal fixer_base
lib2to3.fixes.fix_reload: ClassVar FixReload Literal fixer_base
lib2to3.fixes.fix_renames: ClassVar Final FixRenames Generator LOOKUP Literal MAPPING alternates build_pattern
 fixer_base
lib2to3.fixes.fix_repr: ClassVar FixRepr Literal fixer_base
lib2to3.fixes.fix_set_literal: ClassVar FixSetLiteral Literal fixer_base
lib2to3.fixes.fix_standarderror: ClassVar FixStandarderror Literal fixer_base
lib2to3.fixes.fix_sys_exc: ClassVar FixSysExc Literal fixer_base
lib2to3.fixes.fix_throw: ClassVar FixThrow Literal fixer_base
lib2to3.fixes.fix_tuple_params: ClassVar FixTupleParams Literal find_params fixer_base is_docstring map_to_index
 simplify_args tuple_name
lib2to3.fixes.fix_types: ClassVar FixTypes Literal fixer_base
lib2to3.fixes.fix_unicode: ClassVar FixUnicode Literal Node StrPath fixer_base
lib2to3.fixes.fix_urllib: Final FixImports FixUrllib Generator Literal MAPPING build_pattern
lib2to3.fixes.fix_ws_comma: ClassVar FixWsComma Leaf Literal fixer_base
lib2to3.fixes.fix_xrange: ClassVar FixXrange Incomplete Literal Node StrPath fixer_base
lib2to3.fixes.fix_xreadlines: ClassVar FixXreadlines Literal fixer_base
lib2to3.fixes.fix_zip: ClassVar FixZip Literal fixer_base
lib2to3.main: AnyStr Container FileDescriptorOrPath Iterable Iterator Literal Mapping Sequence StdoutRefactoringTool
 diff_texts main refactor warn
lib2to3.pgen2: Any Callable Grammar TypeAlias driver grammar literals parse pgen token tokenize
lib2to3.pgen2.driver: Driver Grammar IO Iterable Logger StrPath load_grammar
lib2to3.pgen2.grammar: Grammar Self StrPath TypeAlias opmap opmap_raw
lib2to3.pgen2.literals: Match escape evalString simple_escapes test
lib2to3.pgen2.parse: Grammar Incomplete ParseError Parser Sequence TypeAlias
lib2to3.pgen2.pgen: ClassVar DFAState IO Incomplete Iterable Iterator NFAState Never ParserGenerator PgenGrammar
 StrPath generate_grammar grammar overload
lib2to3.pgen2.token: AMPER AMPEREQUAL ASYNC AT ATEQUAL AWAIT BACKQUOTE CIRCUMFLEX CIRCUMFLEXEQUAL COLON COLONEQUAL
 COMMA COMMENT DEDENT DOT DOUBLESLASH DOUBLESLASHEQUAL DOUBLESTAR DOUBLESTAREQUAL ENDMARKER EQEQUAL EQUAL ERRORTOKEN
 Final GREATER GREATEREQUAL INDENT ISEOF ISNONTERMINAL ISTERMINAL LBRACE LEFTSHIFT LEFTSHIFTEQUAL LESS LESSEQUAL LPAR
 LSQB MINEQUAL MINUS NAME NEWLINE NL NOTEQUAL NT_OFFSET NUMBER N_TOKENS OP PERCENT PERCENTEQUAL PLUS PLUSEQUAL RARROW
 RBRACE RIGHTSHIFT RIGHTSHIFTEQUAL RPAR RSQB SEMI SLASH SLASHEQUAL STAR STAREQUAL STRING TILDE VBAR VBAREQUAL tok_name
lib2to3.pgen2.tokenize: AMPER AMPEREQUAL ASYNC AT ATEQUAL AWAIT BACKQUOTE CIRCUMFLEX CIRCUMFLEXEQUAL COLON COLONEQUAL
 COMMA COMMENT Callable DEDENT DOT DOUBLESLASH DOUBLESLASHEQUAL DOUBLESTAR DOUBLESTAREQUAL ENDMARKER EQEQUAL EQUAL
 ERRORTOKEN Final GREATER GREATEREQUAL INDENT ISEOF ISNONTERMINAL ISTERMINAL Iterable Iterator LBRACE LEFTSHIFT
 LEFTSHIFTEQUAL LESS LESSEQUAL LPAR LSQB MINEQUAL MINUS NAME NEWLINE NL NOTEQUAL NT_OFFSET NUMBER N_TOKENS OP PERCENT
 PERCENTEQUAL PLUS PLUSEQUAL RARROW RBRACE RIGHTSHIFT RIGHTSHIFTEQUAL RPAR RSQB SEMI SLASH SLASHEQUAL STAR STAREQUAL
 STRING StopTokenizing TILDE TokenError TypeAlias Untokenizer VBAR VBAREQUAL generate_tokens tok_name tokenize
 untokenize
lib2to3.pygram: Grammar Symbols pattern_grammar pattern_symbols python_grammar
 python_grammar_no_print_and_exec_statement python_grammar_no_print_statement python_symbols
lib2to3.pytree: Base BaseFix BasePattern ClassVar Final Grammar HUGE Iterable Iterator Leaf LeafPattern
 MutableSequence NegatedPattern Node NodePattern Self SupportsGetItem SupportsLenAndGetItem TypeAlias Unused
 WildcardPattern abstractmethod convert generate_matches type_repr
lib2to3.refactor: Any BaseFix BottomMatcher ClassVar Container Driver FileDescriptorOrPath Final FixerError Generator
 Grammar Iterable JoinableQueue Lock Logger Mapping MultiprocessRefactoringTool MultiprocessingUnsupported Never Node
 RefactoringTool StrPath SupportsGetItem get_all_fix_names get_fixers_from_package overload
linecache: Any Callable TypeAlias cache checkcache clearcache getline getlines lazycache updatecache
locale: ABDAY_1 ABDAY_2 ABDAY_3 ABDAY_4 ABDAY_5 ABDAY_6 ABDAY_7 ABMON_1 ABMON_10 ABMON_11 ABMON_12 ABMON_2 ABMON_3
 ABMON_4 ABMON_5 ABMON_6 ABMON_7 ABMON_8 ABMON_9 ALT_DIGITS AM_STR Any CHAR_MAX CODESET CRNCYSTR Callable DAY_1 DAY_2
 DAY_3 DAY_4 DAY_5 DAY_6 DAY_7 D_FMT D_T_FMT Decimal ERA ERA_D_FMT ERA_D_T_FMT ERA_T_FMT Error Iterable LC_ALL
 LC_COLLATE LC_CTYPE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME MON_1 MON_10 MON_11 MON_12 MON_2 MON_3 MON_4 MON_5
 MON_6 MON_7 MON_8 MON_9 NOEXPR PM_STR RADIXCHAR THOUSEP T_FMT T_FMT_AMPM YESEXPR atof atoi bind_textdomain_codeset
 bindtextdomain currency dcgettext delocalize deprecated dgettext format format_string getdefaultlocale getencoding
 getlocale getpreferredencoding gettext locale_alias locale_encoding_alias localeconv localize nl_langinfo normalize
 resetlocale setlocale str strcoll strxfrm sys textdomain windows_locale
logging: Any BASIC_FORMAT BufferingFormatter CRITICAL Callable ClassVar DEBUG ERROR FATAL FileHandler Filter Filterer
 Final Formatter FrameType Generic GenericAlias Handler INFO Iterable Literal LogRecord Logger LoggerAdapter Manager
 Mapping MutableMapping NOTSET NullHandler Pattern PercentStyle PlaceHolder Protocol RootLogger Self Sequence
 StrFormatStyle StrPath StreamHandler StringTemplateStyle SupportsWrite Template TextIO TextIOWrapper TracebackType
 TypeAlias TypeVar WARN WARNING addLevelName basicConfig captureWarnings config critical currentframe debug deprecated
 disable error exception fatal getHandlerByName getHandlerNames getLevelName getLevelNamesMapping getLogRecordFactory
 getLogger getLoggerClass handlers info lastResort log logMultiprocessing logProcesses logThreads makeLogRecord
 overload raiseExceptions root setLogRecordFactory setLoggerClass shutdown struct_time sys threading type_check_only
 warn warning
logging.config: Any BaseConfigurator Callable ConvertingDict ConvertingList ConvertingMixin ConvertingTuple
 DEFAULT_LOGGING_CONFIG_PORT DictConfigurator Filter Filterer Final Formatter Handler Hashable IDENTIFIER IO Iterable
 Literal Logger Mapping Pattern RESET_ERROR RawConfigParser Required Sequence StrOrBytesPath SupportsIndex Thread
 TypeAlias TypedDict dictConfig dictConfigClass disjoint_base fileConfig listen overload stopListening sys
 type_check_only valid_ident
logging.handlers: Any BaseRotatingHandler BufferingHandler Callable ClassVar DEFAULT_HTTP_LOGGING_PORT
 DEFAULT_SOAP_LOGGING_PORT DEFAULT_TCP_LOGGING_PORT DEFAULT_UDP_LOGGING_PORT DatagramHandler FileHandler Final
 HTTPHandler Handler LogRecord MemoryHandler NTEventLogHandler Pattern Protocol QueueHandler QueueListener
 ReadableBuffer RotatingFileHandler SMTPHandler SYSLOG_TCP_PORT SYSLOG_UDP_PORT Self SocketHandler SocketKind StrPath
 SysLogHandler Thread TimedRotatingFileHandler TracebackType TypeVar WatchedFileHandler datetime http socket ssl sys
 type_check_only
lzma: BaseStream CHECK_CRC32 CHECK_CRC64 CHECK_ID_MAX CHECK_NONE CHECK_SHA256 CHECK_UNKNOWN FILTER_ARM FILTER_ARMTHUMB
 FILTER_DELTA FILTER_IA64 FILTER_LZMA1 FILTER_LZMA2 FILTER_POWERPC FILTER_SPARC FILTER_X86 FORMAT_ALONE FORMAT_AUTO
 FORMAT_RAW FORMAT_XZ IO LZMACompressor LZMADecompressor LZMAError LZMAFile Literal MF_BT2 MF_BT3 MF_BT4 MF_HC3 MF_HC4
 MODE_FAST MODE_NORMAL PRESET_DEFAULT PRESET_EXTREME ReadableBuffer Self StrOrBytesPath TextIOWrapper TypeAlias
 compress decompress is_check_supported open overload sys
mailbox: ABCMeta Any Babyl BabylMessage Callable Error ExternalClashError FormatError Generic GenericAlias Iterable
 Iterator Literal MH MHMessage MMDF MMDFMessage Mailbox Maildir MaildirMessage Mapping Message NoSuchMailboxError
 NotEmptyError Protocol Self Sequence StrPath SupportsItems SupportsNoArgReadline SupportsRead SupportsWrite
 TracebackType TypeAlias TypeVar Unused abstractmethod email io linesep mbox mboxMessage overload sys type_check_only
mailcap: Mapping Sequence TypeAlias findmatch getcaps
marshal: Any Final ReadableBuffer SupportsRead SupportsWrite TypeAlias dump dumps load loads sys types version
math: Any Final Iterable Literal Protocol SupportsFloat SupportsIndex SupportsMul SupportsRMul TypeAlias TypeVar acos
 acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees dist e erf erfc exp exp2 expm1 fabs
 factorial floor fma fmax fmin fmod frexp fsum gamma gcd hypot inf integer isclose isfinite isinf isnan isnormal isqrt
 issubnormal lcm ldexp lgamma log log10 log1p log2 modf nan nextafter overload perm pi pow prod radians remainder
 signbit sin sinh sqrt sumprod sys tan tanh tau trunc type_check_only ulp
math.integer: SupportsIndex comb factorial gcd isqrt lcm perm
mimetypes: IO Iterable MimeTypes StrPath add_type common_types encodings_map guess_all_extensions guess_extension
 guess_file_type guess_type init inited knownfiles read_mime_types suffix_map sys types_map
mmap: ACCESS_COPY ACCESS_DEFAULT ACCESS_READ ACCESS_WRITE ALLOCATIONGRANULARITY Final Iterator Literal MADV_AUTOSYNC
 MADV_CORE MADV_DODUMP MADV_DOFORK MADV_DONTDUMP MADV_DONTFORK MADV_DONTNEED MADV_FREE MADV_FREE_REUSABLE
 MADV_FREE_REUSE MADV_HUGEPAGE MADV_HWPOISON MADV_MERGEABLE MADV_NOCORE MADV_NOHUGEPAGE MADV_NORMAL MADV_NOSYNC
 MADV_PROTECT MADV_RANDOM MADV_REMOVE MADV_SEQUENTIAL MADV_UNMERGEABLE MADV_WILLNEED MAP_32BIT MAP_ANON MAP_ANONYMOUS
 MAP_DENYWRITE MAP_EXECUTABLE MAP_HASSEMAPHORE MAP_JIT MAP_NOCACHE MAP_NOEXTEND MAP_NORESERVE MAP_POPULATE MAP_PRIVATE
 MAP_RESILIENT_CODESIGN MAP_RESILIENT_MEDIA MAP_SHARED MAP_STACK MAP_TPRO MAP_TRANSLATED_ALLOW_EXECUTE MAP_UNIX03
 MS_ASYNC MS_INVALIDATE MS_SYNC Never PAGESIZE PROT_EXEC PROT_READ PROT_WRITE ReadableBuffer Self SupportsIndex Unused
 disjoint_base mmap os overload sys
modulefinder: AddPackagePath Any CodeType Container EXTENDED_ARG Final IMPORT_NAME IO Iterable Iterator LOAD_CONST
 Module ModuleFinder ReplacePackage STORE_GLOBAL STORE_NAME STORE_OPS Sequence packagePathMap replacePackageMap sys
 test
msilib: AMD64 Any Binary CAB Container Control CreateRecord Dialog Directory FCICreate Feature Final Iterable
 MSICOLINFO_NAMES MSICOLINFO_TYPES MSIDBOPEN_CREATE MSIDBOPEN_CREATEDIRECT MSIDBOPEN_DIRECT MSIDBOPEN_PATCHFILE
 MSIDBOPEN_READONLY MSIDBOPEN_TRANSACT MSIError MSIMODIFY_ASSIGN MSIMODIFY_DELETE MSIMODIFY_INSERT
 MSIMODIFY_INSERT_TEMPORARY MSIMODIFY_MERGE MSIMODIFY_REFRESH MSIMODIFY_REPLACE MSIMODIFY_SEEK MSIMODIFY_UPDATE
 MSIMODIFY_VALIDATE MSIMODIFY_VALIDATE_DELETE MSIMODIFY_VALIDATE_FIELD MSIMODIFY_VALIDATE_NEW MaybeNone ModuleType
 OpenDatabase PID_APPNAME PID_AUTHOR PID_CHARCOUNT PID_CODEPAGE PID_COMMENTS PID_CREATE_DTM PID_KEYWORDS
 PID_LASTAUTHOR PID_LASTPRINTED PID_LASTSAVE_DTM PID_PAGECOUNT PID_REVNUMBER PID_SECURITY PID_SUBJECT PID_TEMPLATE
 PID_TITLE PID_WORDCOUNT RadioButtonGroup Table UuidCreate Win64 add_data add_stream add_tables change_sequence
 datasizemask gen_uuid init_database knownbits make_id schema sequence sys text type_binary type_check_only type_key
 type_localizable type_long type_nullable type_short type_string type_valid typemask
msilib.schema: ActionText AdminExecuteSequence AdminUISequence AdvtExecuteSequence AdvtUISequence AppId AppSearch
 BBControl Billboard Binary BindImage CCPSearch CheckBox Class ComboBox CompLocator Complus Component Condition
 Control ControlCondition ControlEvent CreateFolder CustomAction Dialog Directory DrLocator DuplicateFile Environment
 Error EventMapping Extension Feature FeatureComponents File FileSFPCatalog Final Font Icon IniFile IniLocator
 InstallExecuteSequence InstallUISequence IsolatedComponent LaunchCondition ListBox ListView LockPermissions MIME
 Media MoveFile MsiAssembly MsiAssemblyName MsiDigitalCertificate MsiDigitalSignature MsiFileHash MsiPatchHeaders
 ODBCAttribute ODBCDataSource ODBCDriver ODBCSourceAttribute ODBCTranslator Patch PatchPackage ProgId Property
 PublishComponent RadioButton RegLocator Registry RemoveFile RemoveIniFile RemoveRegistry ReserveCost SFPCatalog
 SelfReg ServiceControl ServiceInstall Shortcut Signature Table TextStyle TypeLib UIText Upgrade Verb sys tables
msilib.sequence: AdminExecuteSequence AdminUISequence AdvtExecuteSequence Final InstallExecuteSequence
 InstallUISequence TypeAlias sys tables
msilib.text: ActionText Final UIText dirname sys tables
msvcrt: CRT_ASSEMBLY_VERSION Final GetErrorMode LK_LOCK LK_NBLCK LK_NBRLCK LK_RLCK LK_UNLCK SEM_FAILCRITICALERRORS
 SEM_NOALIGNMENTFAULTEXCEPT SEM_NOGPFAULTERRORBOX SEM_NOOPENFILEERRORBOX SetErrorMode get_osfhandle getch getche
 getwch getwche heapmin kbhit locking open_osfhandle putch putwch setmode sys ungetch ungetwch
multiprocessing: Array AuthenticationError Barrier BoundedSemaphore BufferTooShort Condition Event JoinableQueue Lock
 Manager Pipe Pool Process ProcessError Queue RLock RawArray RawValue Semaphore SimpleQueue TimeoutError Value
 active_children allow_connection_pickling connection context cpu_count current_process dummy forkserver
 freeze_support get_all_start_methods get_context get_logger get_start_method heap log_to_stderr managers
 parent_process pool popen_fork popen_forkserver popen_spawn_posix popen_spawn_win32 process queues reducer reduction
 resource_sharer resource_tracker set_executable set_forkserver_preload set_start_method shared_memory sharedctypes
 spawn synchronize util
multiprocessing.connection: Any Client Connection Generic Incomplete Iterable Listener Pipe PipeConnection
 ReadableBuffer Self SupportsIndex TracebackType TypeAlias TypeVar answer_challenge deliver_challenge socket sys wait
multiprocessing.context: Any AuthenticationError BaseContext BaseProcess BufferTooShort Callable ClassVar Connection
 DefaultContext ForkContext ForkProcess ForkServerContext ForkServerProcess Iterable Literal Logger PipeConnection
 Process ProcessError Sequence SpawnContext SpawnProcess SyncManager Synchronized SynchronizedArray SynchronizedString
 TimeoutError TypeAlias TypeVar assert_spawning c_char ctypes get_spawning_popen overload popen_fork popen_forkserver
 popen_spawn_posix popen_spawn_win32 queues set_spawning_popen synchronize sys
multiprocessing.dummy: Any Array Barrier BoundedSemaphore Callable Condition DummyProcess Event Iterable JoinableQueue
 Literal Lock Manager Mapping Namespace Pipe Pool Process Queue RLock Semaphore Sequence Value active_children array
 connection current_process freeze_support shutdown sys threading weakref
multiprocessing.dummy.connection: Any Client Connection Listener Pipe Queue Self TracebackType families
multiprocessing.forkserver: Any FileDescriptorLike Final ForkServer Literal MAXFDS_TO_SEND SIGNED_STRUCT Sequence
 Struct Unused connect_to_new_process ensure_running get_inherited_fds main read_signed set_forkserver_preload sys
 write_signed
multiprocessing.heap: Arena BufferWrapper Callable Heap Protocol TypeAlias mmap popen_forkserver popen_spawn_posix
 rebuild_arena reduce_arena resource_sharer sys type_check_only
multiprocessing.managers: AbstractSet Any AnyStr BaseContext BaseListProxy BaseManager BaseProxy Callable ClassVar
 Connection DictProxy Generic GenericAlias Iterable Iterator ListProxy Mapping MutableMapping MutableSequence
 MutableSet Namespace RemoteError Self Sequence Server SetProxy SharedMemoryManager SharedMemoryServer SupportsIndex
 SupportsKeysAndGetItem SupportsRichComparison SupportsRichComparisonT SyncManager Token TracebackType TypeAlias
 TypeVar ValueProxy builtins overload pool queue sys threading
multiprocessing.pool: Any ApplyResult AsyncResult CLOSE Callable DefaultContext Final Generic GenericAlias
 IMapIterator IMapUnorderedIterator INIT Iterable Iterator MapResult Mapping Pool RUN Self TERMINATE ThreadPool
 TracebackType TypeVar
multiprocessing.popen_fork: BaseProcess ClassVar Finalize Popen sys
multiprocessing.popen_forkserver: ClassVar Finalize Popen popen_fork sys
multiprocessing.popen_spawn_posix: ClassVar Finalize Popen popen_fork sys
multiprocessing.popen_spawn_win32: BaseProcess ClassVar Final Finalize Popen TERMINATE WINENV WINEXE WINSERVICE sys
multiprocessing.process: Any BaseProcess Callable Iterable Mapping active_children current_process parent_process sys
multiprocessing.queues: Any Generic GenericAlias JoinableQueue NewType Queue SimpleQueue TypeVar sys
multiprocessing.reduction: ABCMeta ACKNOWLEDGE AbstractReducer Any Callable DupFd DupHandle Final ForkingPickler
 HAVE_SEND_HANDLE HasFileno SupportsWrite Type Unused connection dump duplicate pickle popen_forkserver
 popen_spawn_posix recv_handle recvfds register resource_sharer send_handle sendfds socket steal_handle sys
multiprocessing.resource_sharer: DupFd DupSocket socket stop sys
multiprocessing.resource_tracker: FileDescriptorOrPath ResourceTracker Sized ensure_running getfd main register sys
 unregister
multiprocessing.shared_memory: Any Generic GenericAlias Iterable Self ShareableList SharedMemory TypeVar overload sys
multiprocessing.sharedctypes: Any Array BaseContext Callable Generic Iterable Literal Protocol RawArray RawValue
 Sequence SupportsIndex Synchronized SynchronizedArray SynchronizedBase SynchronizedString TracebackType TypeVar Value
 c_char copy ctypes overload synchronized type_check_only
multiprocessing.spawn: Any Final Mapping ModuleType Sequence WINEXE WINSERVICE freeze_support get_command_line
 get_executable get_preparation_data import_main_path is_forking old_main_modules prepare set_executable spawn_main
multiprocessing.synchronize: Barrier BaseContext BoundedSemaphore Callable Condition Event Lock RLock SemLock
 Semaphore TracebackType TypeAlias sys threading
multiprocessing.util: Any Callable ConvertibleToInt DEBUG DEFAULT_LOGGING_FORMAT Final Finalize ForkAwareLocal
 ForkAwareThreadLock Generic INFO Incomplete Iterable LOGGER_NAME Logger MAXFD Mapping MutableMapping NOTSET SUBDEBUG
 SUBWARNING Sequence TypeVar Unused WARNING abstract_sockets_supported close_all_fds_except debug get_logger
 get_temp_dir info is_abstract_socket_namespace is_exiting log_to_stderr overload register_after_fork spawnv_passfds
 sub_debug sub_warning sys threading warn
netrc: NetrcParseError StrOrBytesPath TypeAlias netrc sys
nis: cat error get_default_domain maps match sys
nntplib: Any ArticleInfo Final GroupInfo IO Iterable NNTP NNTPDataError NNTPError NNTPPermanentError NNTPProtocolError
 NNTPReplyError NNTPTemporaryError NNTP_PORT NNTP_SSL NNTP_SSL_PORT NamedTuple Self TypeAlias Unused datetime
 decode_header socket ssl
nt: DirEntry EX_OK F_OK O_APPEND O_BINARY O_CREAT O_EXCL O_NOINHERIT O_RANDOM O_RDONLY O_RDWR O_SEQUENTIAL
 O_SHORT_LIVED O_TEMPORARY O_TEXT O_TRUNC O_WRONLY P_DETACH P_NOWAIT P_NOWAITO P_OVERLAY P_WAIT R_OK TMP_MAX W_OK X_OK
 abort access chdir chmod close closerange cpu_count device_encoding dup dup2 environ error execv execve fchmod fspath
 fstat fsync ftruncate get_blocking get_handle_inheritable get_inheritable get_terminal_size getcwd getcwdb getlogin
 getpid getppid isatty kill lchmod link listdir listdrives listmounts listvolumes lseek lstat mkdir open pipe putenv
 read readinto readlink remove rename replace rmdir scandir set_blocking set_handle_inheritable set_inheritable spawnv
 spawnve startfile stat stat_result statvfs_result strerror symlink sys system terminal_size times times_result
 truncate umask uname_result unlink unsetenv urandom utime waitpid waitstatus_to_exitcode write
ntpath: ALLOW_MISSING ALL_BUT_LAST AnyStr BytesPath LiteralString PathLike StrOrBytesPath StrPath abspath altsep
 basename commonpath commonprefix curdir defpath devnull dirname exists expanduser expandvars extsep getatime getctime
 getmtime getsize isabs isdevdrive isdir isfile isjunction islink ismount isreserved join lexists normcase normpath
 overload pardir pathsep realpath relpath samefile sameopenfile samestat sep split splitdrive splitext splitroot
 supports_unicode_filenames sys
nturl2path: deprecated pathname2url url2pathname
numbers: ABCMeta ClassVar Complex Integral Literal Number Protocol Rational Real abstractmethod overload
 type_check_only
opcode: EXTENDED_ARG Final HAVE_ARGUMENT Literal cmp_op frozendict hasarg hascompare hasconst hasexc hasfree hasjabs
 hasjrel hasjump haslocal hasname hasnargs opmap opname stack_effect sys
operator: Any Generic Self SupportsGetItem TypeVar TypeVarTuple Unpack abs add and_ attrgetter call concat contains
 countOf delitem eq final floordiv ge getitem gt iadd iand iconcat ifloordiv ilshift imatmul imod imul index indexOf
 inv invert ior ipow irshift is_ is_none is_not is_not_none isub itemgetter itruediv ixor le length_hint lshift lt
 matmul methodcaller mod mul ne neg not_ or_ overload pos pow rshift setitem sub sys truediv truth xor
optparse: AmbiguousOptionError Any BadOptionError Callable ClassVar Final HelpFormatter IndentedHelpFormatter Iterable
 Literal Mapping MaybeNone NO_DEFAULT Never OptParseError Option OptionConflictError OptionContainer OptionError
 OptionGroup OptionParser OptionValueError SUPPRESS_HELP SUPPRESS_USAGE Self Sequence SupportsWrite
 TitledHelpFormatter Values abstractmethod builtins check_builtin check_choice make_option overload
os: ABC AT_NO_AUTOMOUNT AT_STATX_DONT_SYNC AT_STATX_FORCE_SYNC AT_STATX_SYNC_AS_STAT Any AnyStr AnyStr_co BinaryIO
 BufferedRandom BufferedReader BufferedWriter BytesPath CLD_CONTINUED CLD_DUMPED CLD_EXITED CLD_KILLED CLD_STOPPED
 CLD_TRAPPED CLONE_FILES CLONE_FS CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID CLONE_NEWTIME
 CLONE_NEWUSER CLONE_NEWUTS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM Callable DirEntry EFD_CLOEXEC
 EFD_NONBLOCK EFD_SEMAPHORE EX_CANTCREAT EX_CONFIG EX_DATAERR EX_IOERR EX_NOHOST EX_NOINPUT EX_NOPERM EX_NOTFOUND
 EX_NOUSER EX_OK EX_OSERR EX_OSFILE EX_PROTOCOL EX_SOFTWARE EX_TEMPFAIL EX_UNAVAILABLE EX_USAGE F_LOCK F_OK F_TEST
 F_TLOCK F_ULOCK FileDescriptor FileDescriptorLike FileDescriptorOrPath FileIO Final GRND_NONBLOCK GRND_RANDOM Generic
 GenericAlias GenericPath IO Iterable Iterator Literal LiteralString MFD_ALLOW_SEALING MFD_CLOEXEC MFD_HUGETLB
 MFD_HUGE_16GB MFD_HUGE_16MB MFD_HUGE_1GB MFD_HUGE_1MB MFD_HUGE_256MB MFD_HUGE_2GB MFD_HUGE_2MB MFD_HUGE_32MB
 MFD_HUGE_512KB MFD_HUGE_512MB MFD_HUGE_64KB MFD_HUGE_8MB MFD_HUGE_MASK MFD_HUGE_SHIFT Mapping MutableMapping
 NGROUPS_MAX NODEV Never OSError O_ACCMODE O_APPEND O_ASYNC O_BINARY O_CLOEXEC O_CREAT O_DIRECT O_DIRECTORY O_DSYNC
 O_EVTONLY O_EXCL O_EXEC O_EXLOCK O_FSYNC O_LARGEFILE O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NOFOLLOW_ANY
 O_NOINHERIT O_NONBLOCK O_PATH O_RANDOM O_RDONLY O_RDWR O_RSYNC O_SEARCH O_SEQUENTIAL O_SHLOCK O_SHORT_LIVED O_SYMLINK
 O_SYNC O_TEMPORARY O_TEXT O_TMPFILE O_TRUNC O_WRONLY OpenBinaryMode OpenBinaryModeReading OpenBinaryModeUpdating
 OpenBinaryModeWriting OpenTextMode PIDFD_NONBLOCK POSIX_FADV_DONTNEED POSIX_FADV_NOREUSE POSIX_FADV_NORMAL
 POSIX_FADV_RANDOM POSIX_FADV_SEQUENTIAL POSIX_FADV_WILLNEED POSIX_SPAWN_CLOSE POSIX_SPAWN_CLOSEFROM POSIX_SPAWN_DUP2
 POSIX_SPAWN_OPEN PRIO_DARWIN_BG PRIO_DARWIN_NONUI PRIO_DARWIN_PROCESS PRIO_DARWIN_THREAD PRIO_PGRP PRIO_PROCESS
 PRIO_USER P_ALL P_DETACH P_NOWAIT P_NOWAITO P_OVERLAY P_PGID P_PID P_PIDFD P_WAIT PathLike Popen Protocol
 RTLD_DEEPBIND RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_NOW RWF_APPEND RWF_DSYNC RWF_HIPRI
 RWF_NOWAIT RWF_SYNC R_OK ReadableBuffer SCHED_BATCH SCHED_DEADLINE SCHED_FIFO SCHED_IDLE SCHED_NORMAL SCHED_OTHER
 SCHED_RESET_ON_FORK SCHED_RR SCHED_SPORADIC SEEK_CUR SEEK_DATA SEEK_END SEEK_HOLE SEEK_SET SF_MNOWAIT SF_NOCACHE
 SF_NODISKIO SF_SYNC SPLICE_F_MORE SPLICE_F_MOVE SPLICE_F_NONBLOCK STATX_ATIME STATX_BASIC_STATS STATX_BLOCKS
 STATX_BTIME STATX_CTIME STATX_DIOALIGN STATX_GID STATX_INO STATX_MNT_ID STATX_MNT_ID_UNIQUE STATX_MODE STATX_MTIME
 STATX_NLINK STATX_SIZE STATX_TYPE STATX_UID ST_APPEND ST_MANDLOCK ST_NOATIME ST_NODEV ST_NODIRATIME ST_NOEXEC
 ST_NOSUID ST_RDONLY ST_RELATIME ST_SYNCHRONOUS ST_WRITE Self Sequence StrOrBytesPath StrPath SupportsLenAndGetItem
 TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET TMP_MAX TextIOWrapper TracebackType TypeAlias
 TypeVar Unpack Unused WCONTINUED WCOREDUMP WEXITED WEXITSTATUS WIFCONTINUED WIFEXITED WIFSIGNALED WIFSTOPPED WNOHANG
 WNOWAIT WSTOPPED WSTOPSIG WTERMSIG WUNTRACED W_OK WriteableBuffer XATTR_CREATE XATTR_REPLACE XATTR_SIZE_MAX X_OK
 abort abstractmethod access add_dll_directory altsep chdir chflags chmod chown chroot close closerange confstr
 confstr_names copy_file_range cpu_count ctermid curdir defpath deprecated device_encoding devnull dup dup2 environ
 environb error eventfd eventfd_read eventfd_write execl execle execlp execlpe execv execve execvp execvpe extsep
 fchdir fchmod fchown fdatasync fdopen final fork forkpty fpathconf fsdecode fsencode fspath fstat fstatvfs fsync
 ftruncate fwalk get_blocking get_exec_path get_handle_inheritable get_inheritable get_terminal_size getcwd getcwdb
 getegid getenv getenvb geteuid getgid getgrouplist getgroups getloadavg getlogin getpgid getpgrp getpid getppid
 getpriority getrandom getresgid getresuid getsid getuid getxattr grantpt initgroups isatty kill killpg lchflags
 lchmod lchown linesep link listdir listdrives listmounts listvolumes listxattr lockf login_tty lseek lstat major
 makedev makedirs memfd_create minor mkdir mkfifo mknod name nice open openpty overload pardir path pathconf
 pathconf_names pathsep pidfd_open pipe pipe2 plock popen posix_fadvise posix_fallocate posix_openpt posix_spawn
 posix_spawnp pread preadv process_cpu_count ptsname putenv pwrite pwritev read readinto readlink readv
 register_at_fork reload_environ remove removedirs removexattr rename renames replace rmdir runtime_checkable scandir
 sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_param
 sched_rr_get_interval sched_setaffinity sched_setparam sched_setscheduler sched_yield sendfile sep set_blocking
 set_handle_inheritable set_inheritable setegid seteuid setgid setgroups setns setpgid setpgrp setpriority setregid
 setresgid setresuid setreuid setsid setuid setxattr spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe
 splice startfile stat stat_result statvfs statvfs_result statx statx_result strerror struct_rusage structseq
 supports_bytes_environ supports_dir_fd supports_effective_ids supports_fd supports_follow_symlinks symlink sync sys
 sysconf sysconf_names system tcgetpgrp tcsetpgrp terminal_size timerfd_create timerfd_gettime timerfd_gettime_ns
 timerfd_settime timerfd_settime_ns times times_result truncate ttyname type_check_only umask uname uname_result
 unlink unlockpt unsetenv unshare urandom utime wait wait3 wait4 waitid waitid_result waitpid waitstatus_to_exitcode
 walk write writev
os.path: ALLOW_MISSING ALL_BUT_LAST AnyOrLiteralStr AnyStr BytesPath FileDescriptorOrPath Iterable LiteralString
 PathLike StrOrBytesPath StrPath abspath altsep basename commonpath commonprefix curdir defpath devnull dirname exists
 expanduser expandvars extsep getatime getctime getmtime getsize isabs isdevdrive isdir isfile isjunction islink
 ismount isreserved join lexists normcase normpath overload pardir pathsep realpath relpath samefile sameopenfile
 samestat sep split splitdrive splitext splitroot supports_unicode_filenames sys
ossaudiodev: AFMT_AC3 AFMT_A_LAW AFMT_IMA_ADPCM AFMT_MPEG AFMT_MU_LAW AFMT_QUERY AFMT_S16_BE AFMT_S16_LE AFMT_S16_NE
 AFMT_S8 AFMT_U16_BE AFMT_U16_LE AFMT_U8 Any Final Literal OSSAudioError SNDCTL_COPR_HALT SNDCTL_COPR_LOAD
 SNDCTL_COPR_RCODE SNDCTL_COPR_RCVMSG SNDCTL_COPR_RDATA SNDCTL_COPR_RESET SNDCTL_COPR_RUN SNDCTL_COPR_SENDMSG
 SNDCTL_COPR_WCODE SNDCTL_COPR_WDATA SNDCTL_DSP_BIND_CHANNEL SNDCTL_DSP_CHANNELS SNDCTL_DSP_GETBLKSIZE
 SNDCTL_DSP_GETCAPS SNDCTL_DSP_GETCHANNELMASK SNDCTL_DSP_GETFMTS SNDCTL_DSP_GETIPTR SNDCTL_DSP_GETISPACE
 SNDCTL_DSP_GETODELAY SNDCTL_DSP_GETOPTR SNDCTL_DSP_GETOSPACE SNDCTL_DSP_GETSPDIF SNDCTL_DSP_GETTRIGGER
 SNDCTL_DSP_MAPINBUF SNDCTL_DSP_MAPOUTBUF SNDCTL_DSP_NONBLOCK SNDCTL_DSP_POST SNDCTL_DSP_PROFILE SNDCTL_DSP_RESET
 SNDCTL_DSP_SAMPLESIZE SNDCTL_DSP_SETDUPLEX SNDCTL_DSP_SETFMT SNDCTL_DSP_SETFRAGMENT SNDCTL_DSP_SETSPDIF
 SNDCTL_DSP_SETSYNCRO SNDCTL_DSP_SETTRIGGER SNDCTL_DSP_SPEED SNDCTL_DSP_STEREO SNDCTL_DSP_SUBDIVIDE SNDCTL_DSP_SYNC
 SNDCTL_FM_4OP_ENABLE SNDCTL_FM_LOAD_INSTR SNDCTL_MIDI_INFO SNDCTL_MIDI_MPUCMD SNDCTL_MIDI_MPUMODE SNDCTL_MIDI_PRETIME
 SNDCTL_SEQ_CTRLRATE SNDCTL_SEQ_GETINCOUNT SNDCTL_SEQ_GETOUTCOUNT SNDCTL_SEQ_GETTIME SNDCTL_SEQ_NRMIDIS
 SNDCTL_SEQ_NRSYNTHS SNDCTL_SEQ_OUTOFBAND SNDCTL_SEQ_PANIC SNDCTL_SEQ_PERCMODE SNDCTL_SEQ_RESET
 SNDCTL_SEQ_RESETSAMPLES SNDCTL_SEQ_SYNC SNDCTL_SEQ_TESTMIDI SNDCTL_SEQ_THRESHOLD SNDCTL_SYNTH_CONTROL SNDCTL_SYNTH_ID
 SNDCTL_SYNTH_INFO SNDCTL_SYNTH_MEMAVL SNDCTL_SYNTH_REMOVESAMPLE SNDCTL_TMR_CONTINUE SNDCTL_TMR_METRONOME
 SNDCTL_TMR_SELECT SNDCTL_TMR_SOURCE SNDCTL_TMR_START SNDCTL_TMR_STOP SNDCTL_TMR_TEMPO SNDCTL_TMR_TIMEBASE
 SOUND_MIXER_ALTPCM SOUND_MIXER_BASS SOUND_MIXER_CD SOUND_MIXER_DIGITAL1 SOUND_MIXER_DIGITAL2 SOUND_MIXER_DIGITAL3
 SOUND_MIXER_IGAIN SOUND_MIXER_IMIX SOUND_MIXER_LINE SOUND_MIXER_LINE1 SOUND_MIXER_LINE2 SOUND_MIXER_LINE3
 SOUND_MIXER_MIC SOUND_MIXER_MONITOR SOUND_MIXER_NRDEVICES SOUND_MIXER_OGAIN SOUND_MIXER_PCM SOUND_MIXER_PHONEIN
 SOUND_MIXER_PHONEOUT SOUND_MIXER_RADIO SOUND_MIXER_RECLEV SOUND_MIXER_SPEAKER SOUND_MIXER_SYNTH SOUND_MIXER_TREBLE
 SOUND_MIXER_VIDEO SOUND_MIXER_VOLUME control_labels control_names error open openmixer overload sys
pathlib: Any BinaryIO BufferedRandom BufferedReader BufferedWriter Callable ClassVar FileIO Generator GenericAlias IO
 Iterator Literal Never OpenBinaryMode OpenBinaryModeReading OpenBinaryModeUpdating OpenBinaryModeWriting OpenTextMode
 Path PathInfo PathLike PosixPath PurePath PurePosixPath PureWindowsPath ReadableBuffer Self Sequence StrOrBytesPath
 StrPath TextIOWrapper TracebackType TypeVar UnsupportedOperation Unused WindowsPath deprecated overload stat_result
 sys types
pathlib.types: PathInfo Protocol runtime_checkable
pdb: Any Bdb Callable ClassVar Cmd CodeType Completer Final FrameType IO Iterable Literal Mapping ParamSpec Pdb
 ReadableBuffer Restart Self Sequence TracebackType TypeAlias TypeVar deprecated find_function get_default_backend
 help lasti2lineno line_prefix main pm post_mortem run runcall runctx runeval set_default_backend set_trace
 set_trace_async signal sys
pickle: ADDITEMS APPEND APPENDS Any BINBYTES BINBYTES8 BINFLOAT BINGET BININT BININT1 BININT2 BINPERSID BINPUT
 BINSTRING BINUNICODE BINUNICODE8 BUILD BYTEARRAY8 Callable ClassVar DEFAULT_PROTOCOL DICT DUP EMPTY_DICT EMPTY_LIST
 EMPTY_SET EMPTY_TUPLE EXT1 EXT2 EXT4 FALSE FLOAT FRAME FROZENSET Final GET GLOBAL HIGHEST_PROTOCOL INST INT Iterable
 LIST LONG LONG1 LONG4 LONG_BINGET LONG_BINPUT MARK MEMOIZE Mapping NEWFALSE NEWOBJ NEWOBJ_EX NEWTRUE NEXT_BUFFER NONE
 OBJ PERSID POP POP_MARK PROTO PUT PickleBuffer PickleError Pickler PicklingError READONLY_BUFFER REDUCE
 ReadableBuffer SETITEM SETITEMS SHORT_BINBYTES SHORT_BINSTRING SHORT_BINUNICODE STACK_GLOBAL STOP STRING Self
 SupportsBytes SupportsIndex SupportsWrite TRUE TUPLE TUPLE1 TUPLE2 TUPLE3 UNICODE Unpickler UnpicklingError
 bytes_types decode_long dump dumps encode_long final load loads sys
pickletools: Any ArgumentDescriptor Callable Final IO Iterator MutableMapping OpcodeInfo StackObject
 TAKEN_FROM_ARGUMENT1 TAKEN_FROM_ARGUMENT4 TAKEN_FROM_ARGUMENT4U TAKEN_FROM_ARGUMENT8U TypeAlias UP_TO_NEWLINE
 anyobject bytes1 bytes4 bytes8 bytes_types decimalnl_long decimalnl_short dis float8 floatnl genops int4 long1 long4
 markobject opcodes optimize pybool pybytes pybytes_or_str pydict pyfloat pyfrozenset pyint pyinteger_or_bool pylist
 pylong pynone pyset pystring pytuple pyunicode read_bytes1 read_bytes4 read_bytes8 read_decimalnl_long
 read_decimalnl_short read_float8 read_floatnl read_int4 read_long1 read_long4 read_string1 read_string4 read_stringnl
 read_stringnl_noescape read_stringnl_noescape_pair read_uint1 read_uint2 read_uint4 read_uint8 read_unicodestring1
 read_unicodestring4 read_unicodestring8 read_unicodestringnl stackslice string1 string4 stringnl stringnl_noescape
 stringnl_noescape_pair sys uint1 uint2 uint4 uint8 unicodestring1 unicodestring4 unicodestring8 unicodestringnl
pipes: Template os quote
pkgutil: Any Callable IO ImpImporter ImpLoader Iterable Iterator LoaderProtocol MetaPathFinderProtocol ModuleInfo
 NamedTuple PathEntryFinderProtocol StrOrBytesPath SupportsRead TypeVar deprecated extend_path find_loader get_data
 get_importer get_loader iter_importers iter_modules read_code resolve_name sys walk_packages
platform: AndroidVer IOSVersionInfo NamedTuple Self android_ver architecture deprecated disjoint_base
 freedesktop_os_release invalidate_caches ios_ver java_ver libc_ver mac_ver machine node platform processor
 python_branch python_build python_compiler python_implementation python_revision python_version python_version_tuple
 release sys system system_alias type_check_only uname uname_result version win32_edition win32_is_iot win32_ver
plistlib: Any Enum FMT_BINARY FMT_XML Final IO InvalidFileException Mapping MutableMapping PlistFormat ReadableBuffer
 Self UID datetime dump dumps load loads sys
poplib: Any BinaryIO CR CRLF Final HAVE_SSL LF Never POP3 POP3_PORT POP3_SSL POP3_SSL_PORT Pattern StrOrBytesPath
 TypeAlias deprecated error_proto overload socket ssl sys
posix: AT_NO_AUTOMOUNT AT_STATX_DONT_SYNC AT_STATX_FORCE_SYNC AT_STATX_SYNC_AS_STAT CLD_CONTINUED CLD_DUMPED
 CLD_EXITED CLD_KILLED CLD_STOPPED CLD_TRAPPED CLONE_FILES CLONE_FS CLONE_NEWCGROUP CLONE_NEWIPC CLONE_NEWNET
 CLONE_NEWNS CLONE_NEWPID CLONE_NEWTIME CLONE_NEWUSER CLONE_NEWUTS CLONE_SIGHAND CLONE_SYSVSEM CLONE_THREAD CLONE_VM
 DirEntry EFD_CLOEXEC EFD_NONBLOCK EFD_SEMAPHORE EX_CANTCREAT EX_CONFIG EX_DATAERR EX_IOERR EX_NOHOST EX_NOINPUT
 EX_NOPERM EX_NOTFOUND EX_NOUSER EX_OK EX_OSERR EX_OSFILE EX_PROTOCOL EX_SOFTWARE EX_TEMPFAIL EX_UNAVAILABLE EX_USAGE
 F_LOCK F_OK F_TEST F_TLOCK F_ULOCK GRND_NONBLOCK GRND_RANDOM MFD_ALLOW_SEALING MFD_CLOEXEC MFD_HUGETLB MFD_HUGE_16GB
 MFD_HUGE_16MB MFD_HUGE_1GB MFD_HUGE_1MB MFD_HUGE_256MB MFD_HUGE_2GB MFD_HUGE_2MB MFD_HUGE_32MB MFD_HUGE_512KB
 MFD_HUGE_512MB MFD_HUGE_64KB MFD_HUGE_8MB MFD_HUGE_MASK MFD_HUGE_SHIFT NGROUPS_MAX NODEV O_ACCMODE O_APPEND O_ASYNC
 O_CLOEXEC O_CREAT O_DIRECT O_DIRECTORY O_DSYNC O_EVTONLY O_EXCL O_EXEC O_EXLOCK O_FSYNC O_LARGEFILE O_NDELAY
 O_NOATIME O_NOCTTY O_NOFOLLOW O_NOFOLLOW_ANY O_NONBLOCK O_PATH O_RDONLY O_RDWR O_RSYNC O_SEARCH O_SHLOCK O_SYMLINK
 O_SYNC O_TMPFILE O_TRUNC O_WRONLY PIDFD_NONBLOCK POSIX_FADV_DONTNEED POSIX_FADV_NOREUSE POSIX_FADV_NORMAL
 POSIX_FADV_RANDOM POSIX_FADV_SEQUENTIAL POSIX_FADV_WILLNEED POSIX_SPAWN_CLOSE POSIX_SPAWN_CLOSEFROM POSIX_SPAWN_DUP2
 POSIX_SPAWN_OPEN PRIO_DARWIN_BG PRIO_DARWIN_NONUI PRIO_DARWIN_PROCESS PRIO_DARWIN_THREAD PRIO_PGRP PRIO_PROCESS
 PRIO_USER P_ALL P_PGID P_PID P_PIDFD RTLD_DEEPBIND RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD
 RTLD_NOW RWF_APPEND RWF_DSYNC RWF_HIPRI RWF_NOWAIT RWF_SYNC R_OK SCHED_BATCH SCHED_DEADLINE SCHED_FIFO SCHED_IDLE
 SCHED_NORMAL SCHED_OTHER SCHED_RESET_ON_FORK SCHED_RR SCHED_SPORADIC SEEK_DATA SEEK_HOLE SPLICE_F_MORE SPLICE_F_MOVE
 SPLICE_F_NONBLOCK STATX_ATIME STATX_BASIC_STATS STATX_BLOCKS STATX_BTIME STATX_CTIME STATX_DIOALIGN STATX_GID
 STATX_INO STATX_MNT_ID STATX_MNT_ID_UNIQUE STATX_MODE STATX_MTIME STATX_NLINK STATX_SIZE STATX_TYPE STATX_UID
 ST_APPEND ST_MANDLOCK ST_NOATIME ST_NODEV ST_NODIRATIME ST_NOEXEC ST_NOSUID ST_RDONLY ST_RELATIME ST_SYNCHRONOUS
 ST_WRITE TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET TMP_MAX WCONTINUED WCOREDUMP WEXITED
 WEXITSTATUS WIFCONTINUED WIFEXITED WIFSIGNALED WIFSTOPPED WNOHANG WNOWAIT WSTOPPED WSTOPSIG WTERMSIG WUNTRACED W_OK
 XATTR_CREATE XATTR_REPLACE XATTR_SIZE_MAX X_OK abort access chdir chflags chmod chown chroot close closerange confstr
 confstr_names copy_file_range cpu_count ctermid device_encoding dup dup2 environ error eventfd eventfd_read
 eventfd_write execv execve fchdir fchmod fchown fdatasync fork forkpty fpathconf fspath fstat fstatvfs fsync
 ftruncate get_blocking get_inheritable get_terminal_size getcwd getcwdb getegid geteuid getgid getgrouplist getgroups
 getloadavg getlogin getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid getsid getuid getxattr
 grantpt initgroups isatty kill killpg lchflags lchmod lchown link listdir listxattr lockf login_tty lseek lstat major
 makedev memfd_create minor mkdir mkfifo mknod nice open openpty pathconf pathconf_names pidfd_open pipe pipe2
 posix_fadvise posix_fallocate posix_openpt posix_spawn posix_spawnp pread preadv ptsname putenv pwrite pwritev read
 readinto readlink readv register_at_fork remove removexattr rename replace rmdir scandir sched_get_priority_max
 sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_param sched_rr_get_interval
 sched_setaffinity sched_setparam sched_setscheduler sched_yield sendfile set_blocking set_inheritable setegid seteuid
 setgid setgroups setns setpgid setpgrp setpriority setregid setresgid setresuid setreuid setsid setuid setxattr
 splice stat stat_result statvfs statvfs_result statx statx_result strerror symlink sync sys sysconf sysconf_names
 system tcgetpgrp tcsetpgrp terminal_size timerfd_create timerfd_gettime timerfd_gettime_ns timerfd_settime
 timerfd_settime_ns times times_result truncate ttyname umask uname uname_result unlink unlockpt unsetenv unshare
 urandom utime wait wait3 wait4 waitid waitid_result waitpid waitstatus_to_exitcode write writev
posixpath: ALLOW_MISSING ALL_BUT_LAST AnyOrLiteralStr AnyStr BytesPath FileDescriptorOrPath Iterable LiteralString
 PathLike StrOrBytesPath StrPath abspath altsep basename commonpath commonprefix curdir defpath devnull dirname exists
 expanduser expandvars extsep getatime getctime getmtime getsize isabs isdevdrive isdir isfile isjunction islink
 ismount join lexists normcase normpath overload pardir pathsep realpath relpath samefile sameopenfile samestat sep
 split splitdrive splitext splitroot supports_unicode_filenames sys
pprint: IO PrettyPrinter SupportsWrite deque isreadable isrecursive pformat pp pprint saferepr sys
profile: Any Callable Mapping ParamSpec Profile Self StrOrBytesPath TypeAlias TypeVar run runctx
profiling: sampling tracing
profiling.sampling: CollapsedStackCollector Collector GeckoCollector HeatmapCollector JsonlCollector PstatsCollector
 StringTable collector gecko_collector heatmap_collector jsonl_collector pstats_collector stack_collector string_table
profiling.sampling.collector: ABC AwaitedInfo ClassVar Collector FrameInfo InterpreterInfo LocationInfo Sequence
 StrOrBytesPath TypeAlias abstractmethod extract_lineno filter_internal_frames iter_async_frames normalize_location
profiling.sampling.gecko_collector: Any AwaitedInfo CATEGORY_CODE_TYPE CATEGORY_CPU CATEGORY_EXCEPTION CATEGORY_GC
 CATEGORY_GIL CATEGORY_NATIVE CATEGORY_OPCODES CATEGORY_OTHER CATEGORY_PYTHON ClassVar Collector
 DEFAULT_SPILL_BUFFER_BYTES DEFAULT_SUBCATEGORY FRAME_ADDRESS_NONE FRAME_INLINE_DEPTH_ROOT Final GECKO_CATEGORIES
 GECKO_FORMAT_VERSION GECKO_PREPROCESSED_VERSION GeckoCollector GeckoThreadSpill Generator Incomplete InterpreterInfo
 PROCESS_TYPE_MAIN RESOURCE_TYPE_LIBRARY STACKWALK_DISABLED Sequence SpillColumn StrOrBytesPath StrPath
 THREAD_STATUS_GIL_REQUESTED THREAD_STATUS_HAS_EXCEPTION THREAD_STATUS_HAS_GIL THREAD_STATUS_MAIN_THREAD
 THREAD_STATUS_ON_CPU THREAD_STATUS_UNKNOWN TemporaryDirectory TypedDict type_check_only
profiling.sampling.heatmap_collector: AwaitedInfo Collector HeatmapCollector InterpreterInfo Sequence StrOrBytesPath
profiling.sampling.jsonl_collector: AwaitedInfo InterpreterInfo JsonlCollector Sequence StackTraceCollector
 StrOrBytesPath
profiling.sampling.pstats_collector: AwaitedInfo Collector InterpreterInfo PstatsCollector Sequence StrOrBytesPath
profiling.sampling.stack_collector: ABCMeta AwaitedInfo CollapsedStackCollector Collector DiffFlamegraphCollector
 FlamegraphCollector InterpreterInfo Sequence StackTraceCollector StrOrBytesPath SupportsGet
profiling.sampling.string_table: StringTable
profiling.tracing: CodeType Profile TypeAlias label run runctx
pstats: Any Enum FunctionProfile IO Iterable Literal Profile Self SortKey Stats StatsProfile StrEnum StrOrBytesPath
 TypeAlias dataclass overload sys
pty: CHILD Callable Final Iterable STDERR_FILENO STDIN_FILENO STDOUT_FILENO TypeAlias deprecated fork master_open
 openpty slave_open spawn sys
pwd: Any Final final getpwall getpwnam getpwuid struct_passwd structseq sys
py_compile: AnyStr PyCompileError PycInvalidationMode compile enum main
pyclbr: Class Function Mapping Sequence readmodule readmodule_ex
pydoc: Any AnyStr Callable Container Doc ErrorDuringImport Final HTMLDoc HTMLRepr Helper IO Mapping MethodType
 ModuleScanner ModuleType MutableMapping Never OptExcInfo Protocol Repr StrPath SupportsWrite TextDoc TextRepr
 TracebackType TypeGuard TypeVar Unused abstractmethod allmethods apropos classify_class_attrs classname cli cram
 deprecated describe doc get_pager getdoc getpager help html importfile isdata ispackage ispath locate overload pager
 pathdirs pipe_pager pipepager plain plain_pager plainpager render_doc replace resolve safeimport source_synopsis
 splitdoc stripid synopsis sys tempfile_pager tempfilepager text tty_pager ttypager type_check_only visiblename
 writedoc writedocs
pydoc_data: module_docs topics
pydoc_data.module_docs: Final module_docs
pydoc_data.topics: Final topics
pyexpat: Any Callable CapsuleType EXPAT_VERSION ErrorString ExpatError Final ParserCreate ReadableBuffer SupportsRead
 TypeAlias XMLParserType XML_PARAM_ENTITY_PARSING_ALWAYS XML_PARAM_ENTITY_PARSING_NEVER
 XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE error errors expat_CAPI features final model native_encoding version_info
pyexpat.errors: Final LiteralString XML_ERROR_ABORTED XML_ERROR_AMPLIFICATION_LIMIT_BREACH XML_ERROR_ASYNC_ENTITY
 XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF XML_ERROR_BAD_CHAR_REF XML_ERROR_BINARY_ENTITY_REF
 XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING XML_ERROR_DUPLICATE_ATTRIBUTE XML_ERROR_ENTITY_DECLARED_IN_PE
 XML_ERROR_EXTERNAL_ENTITY_HANDLING XML_ERROR_FEATURE_REQUIRES_XML_DTD XML_ERROR_FINISHED XML_ERROR_INCOMPLETE_PE
 XML_ERROR_INCORRECT_ENCODING XML_ERROR_INVALID_ARGUMENT XML_ERROR_INVALID_TOKEN XML_ERROR_JUNK_AFTER_DOC_ELEMENT
 XML_ERROR_MISPLACED_XML_PI XML_ERROR_NOT_STANDALONE XML_ERROR_NOT_STARTED XML_ERROR_NOT_SUSPENDED XML_ERROR_NO_BUFFER
 XML_ERROR_NO_ELEMENTS XML_ERROR_NO_MEMORY XML_ERROR_PARAM_ENTITY_REF XML_ERROR_PARTIAL_CHAR XML_ERROR_PUBLICID
 XML_ERROR_RECURSIVE_ENTITY_REF XML_ERROR_RESERVED_NAMESPACE_URI XML_ERROR_RESERVED_PREFIX_XML
 XML_ERROR_RESERVED_PREFIX_XMLNS XML_ERROR_SUSPENDED XML_ERROR_SUSPEND_PE XML_ERROR_SYNTAX XML_ERROR_TAG_MISMATCH
 XML_ERROR_TEXT_DECL XML_ERROR_UNBOUND_PREFIX XML_ERROR_UNCLOSED_CDATA_SECTION XML_ERROR_UNCLOSED_TOKEN
 XML_ERROR_UNDECLARING_PREFIX XML_ERROR_UNDEFINED_ENTITY XML_ERROR_UNEXPECTED_STATE XML_ERROR_UNKNOWN_ENCODING
 XML_ERROR_XML_DECL codes messages sys
pyexpat.model: Final XML_CQUANT_NONE XML_CQUANT_OPT XML_CQUANT_PLUS XML_CQUANT_REP XML_CTYPE_ANY XML_CTYPE_CHOICE
 XML_CTYPE_EMPTY XML_CTYPE_MIXED XML_CTYPE_NAME XML_CTYPE_SEQ
queue: Any Condition Empty Full Generic GenericAlias LifoQueue Lock PriorityQueue Queue ShutDown SimpleQueue
 SupportsRichComparisonT TypeVar sys
quopri: Protocol ReadableBuffer SupportsNoArgReadline SupportsRead SupportsWrite decode decodestring encode
 encodestring type_check_only
random: AbstractSet Any Callable ClassVar Fraction Iterable MutableSequence Never Random Sequence
 SupportsLenAndGetItem SystemRandom TypeVar betavariate binomialvariate choice choices deprecated expovariate
 gammavariate gauss getrandbits getstate lognormvariate normalvariate overload paretovariate randbytes randint random
 randrange sample seed setstate shuffle sys triangular uniform vonmisesvariate weibullvariate
re: A ASCII Any AnyStr Callable DEBUG DOTALL Final Generic GenericAlias I IGNORECASE Iterator L LOCALE Literal M
 MULTILINE Mapping Match MaybeNone NOFLAG Pattern PatternError ReadableBuffer RegexFlag S T TEMPLATE TypeAlias TypeVar
 U UNICODE VERBOSE X compile deprecated enum error escape final findall finditer fullmatch match overload prefixmatch
 purge search split sub subn sys template
readline: Callable Literal Sequence StrOrBytesPath TypeAlias add_history append_history_file backend clear_history
 get_begidx get_completer get_completer_delims get_completion_type get_current_history_length get_endidx
 get_history_item get_history_length get_line_buffer insert_text parse_and_bind read_history_file read_init_file
 redisplay remove_history_item replace_history_item set_auto_history set_completer set_completer_delims
 set_completion_display_matches_hook set_history_length set_pre_input_hook set_startup_hook sys write_history_file
reprlib: Any Callable Repr TypeAlias aRepr array deque recursive_repr repr sys
resource: Final RLIMIT_AS RLIMIT_CORE RLIMIT_CPU RLIMIT_DATA RLIMIT_FSIZE RLIMIT_MEMLOCK RLIMIT_MSGQUEUE RLIMIT_NICE
 RLIMIT_NOFILE RLIMIT_NPROC RLIMIT_NTHR RLIMIT_OFILE RLIMIT_PIPEBUF RLIMIT_RSS RLIMIT_RTPRIO RLIMIT_RTTIME
 RLIMIT_SIGPENDING RLIMIT_STACK RLIMIT_THREADS RLIMIT_UMTXP RLIM_INFINITY RLIM_SAVED_CUR RLIM_SAVED_MAX
 RUSAGE_CHILDREN RUSAGE_SELF RUSAGE_THREAD error final getpagesize getrlimit getrusage prlimit setrlimit struct_rusage
 structseq sys
rlcompleter: Any Completer
runpy: Any ModuleType Self Unused run_module run_path
sched: Any Callable Event NamedTuple TypeAlias scheduler time
secrets: DEFAULT_ENTROPY Final SupportsLenAndGetItem SystemRandom TypeVar choice compare_digest randbelow randbits
 token_bytes token_hex token_urlsafe
select: Any ClassVar EPOLLERR EPOLLET EPOLLEXCLUSIVE EPOLLHUP EPOLLIN EPOLLMSG EPOLLONESHOT EPOLLOUT EPOLLPRI
 EPOLLRDBAND EPOLLRDHUP EPOLLRDNORM EPOLLWAKEUP EPOLLWRBAND EPOLLWRNORM EPOLL_CLOEXEC FileDescriptorLike Final
 Iterable KQ_EV_ADD KQ_EV_CLEAR KQ_EV_DELETE KQ_EV_DISABLE KQ_EV_ENABLE KQ_EV_EOF KQ_EV_ERROR KQ_EV_FLAG1
 KQ_EV_ONESHOT KQ_EV_SYSFLAGS KQ_FILTER_AIO KQ_FILTER_NETDEV KQ_FILTER_PROC KQ_FILTER_READ KQ_FILTER_SIGNAL
 KQ_FILTER_TIMER KQ_FILTER_VNODE KQ_FILTER_WRITE KQ_NOTE_ATTRIB KQ_NOTE_CHILD KQ_NOTE_DELETE KQ_NOTE_EXEC KQ_NOTE_EXIT
 KQ_NOTE_EXTEND KQ_NOTE_FORK KQ_NOTE_LINK KQ_NOTE_LINKDOWN KQ_NOTE_LINKINV KQ_NOTE_LINKUP KQ_NOTE_LOWAT
 KQ_NOTE_PCTRLMASK KQ_NOTE_PDATAMASK KQ_NOTE_RENAME KQ_NOTE_REVOKE KQ_NOTE_TRACK KQ_NOTE_TRACKERR KQ_NOTE_WRITE Never
 PIPE_BUF POLLERR POLLHUP POLLIN POLLMSG POLLNVAL POLLOUT POLLPRI POLLRDBAND POLLRDHUP POLLRDNORM POLLWRBAND
 POLLWRNORM Self TracebackType TypeVar deprecated devpoll epoll error final kevent kqueue overload poll select sys
selectors: ABCMeta Any BaseSelector DefaultSelector DevpollSelector EVENT_READ EVENT_WRITE EpollSelector
 FileDescriptor FileDescriptorLike Final KqueueSelector Mapping NamedTuple PollSelector SelectSelector SelectorKey
 Self Unused abstractmethod sys
shelve: Any BsdDbShelf Callable DbfilenameShelf Iterator MutableMapping Self Shelf ShelveError StrOrBytesPath
 TracebackType TypeVar open overload sys
shlex: Iterable Literal Protocol Self TextIOWrapper deprecated deque join overload quote shlex split sys
 type_check_only
shutil: Any AnyStr BytesPath Callable Error ExcInfo ExecError FileDescriptorOrPath Iterable MaybeNone NamedTuple Never
 Protocol ReadError RegistryError SameFileError Sequence SpecialFileError StrOrBytesPath StrPath SupportsRead
 SupportsWrite TypeAlias TypeVar chown copy copy2 copyfile copyfileobj copymode copystat copytree deprecated
 disk_usage get_archive_formats get_terminal_size get_unpack_formats ignore_patterns make_archive move os overload
 register_archive_format register_unpack_format rmtree sys type_check_only unpack_archive unregister_archive_format
 unregister_unpack_format which
signal: Any CTRL_BREAK_EVENT CTRL_C_EVENT Callable Final FrameType Handlers ITIMER_PROF ITIMER_REAL ITIMER_VIRTUAL
 IntEnum Iterable ItimerError NSIG Never SIGABRT SIGALRM SIGBREAK SIGBUS SIGCHLD SIGCLD SIGCONT SIGEMT SIGFPE SIGHUP
 SIGILL SIGINFO SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMIN SIGSEGV SIGSTKFLT
 SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ
 SIG_BLOCK SIG_DFL SIG_IGN SIG_SETMASK SIG_UNBLOCK Sigmasks Signals TypeAlias alarm default_int_handler final
 getitimer getsignal pause pidfd_send_signal pthread_kill pthread_sigmask raise_signal set_wakeup_fd setitimer
 siginterrupt signal sigpending sigtimedwait sigwait sigwaitinfo strsignal struct_siginfo structseq sys valid_signals
site: ENABLE_USER_SITE Iterable PREFIXES StartupState StrPath USER_BASE USER_SITE abs_paths addpackage addsitedir
 addsitepackages addusersitepackages check_enableusersite enablerlcompleter execsitecustomize execusercustomize
 gethistoryfile getsitepackages getuserbase getusersitepackages main makepath register_readline removeduppaths
 setcopyright sethelper setquit sys venv
smtpd: Any DebuggingServer MailmanProxy PureProxy SMTPChannel SMTPServer TypeAlias asynchat asyncore defaultdict
 deprecated socket sys
smtplib: Any CRLF Final LMTP LMTP_PORT OLDSTYLE_AUTH Pattern Protocol ReadableBuffer SMTP SMTPAuthenticationError
 SMTPConnectError SMTPDataError SMTPException SMTPHeloError SMTPNotSupportedError SMTPRecipientsRefused
 SMTPResponseException SMTPSenderRefused SMTPServerDisconnected SMTP_PORT SMTP_SSL SMTP_SSL_PORT SSLContext Self
 Sequence SizedBuffer StrOrBytesPath TracebackType TypeAlias bCRLF deprecated overload quoteaddr quotedata socket sys
 type_check_only
sndhdr: NamedTuple SndHeaders StrOrBytesPath what whathdr
socket: AF_ALG AF_APPLETALK AF_ASH AF_ATMPVC AF_ATMSVC AF_AX25 AF_BLUETOOTH AF_BRIDGE AF_CAN AF_DECnet AF_DIVERT
 AF_ECONET AF_HYPERV AF_INET AF_INET6 AF_IPX AF_IRDA AF_KEY AF_LINK AF_LLC AF_NETBEUI AF_NETLINK AF_NETROM AF_PACKET
 AF_PPPOX AF_QIPCRTR AF_RDS AF_ROSE AF_ROUTE AF_SECURITY AF_SNA AF_SYSTEM AF_TIPC AF_UNIX AF_UNSPEC AF_VSOCK
 AF_WANPIPE AF_X25 AI_ADDRCONFIG AI_ALL AI_CANONNAME AI_DEFAULT AI_MASK AI_NUMERICHOST AI_NUMERICSERV AI_PASSIVE
 AI_V4MAPPED AI_V4MAPPED_CFG ALG_OP_DECRYPT ALG_OP_ENCRYPT ALG_OP_SIGN ALG_OP_VERIFY ALG_SET_AEAD_ASSOCLEN
 ALG_SET_AEAD_AUTHSIZE ALG_SET_IV ALG_SET_KEY ALG_SET_OP ALG_SET_PUBKEY AddressFamily AddressInfo Any BDADDR_ANY
 BDADDR_BREDR BDADDR_LE_PUBLIC BDADDR_LE_RANDOM BDADDR_LOCAL BTPROTO_HCI BTPROTO_L2CAP BTPROTO_RFCOMM BTPROTO_SCO
 BT_CHANNEL_POLICY BT_CHANNEL_POLICY_BREDR_ONLY BT_CHANNEL_POLICY_BREDR_PREFERRED BT_CODEC BT_DEFER_SETUP BT_FLUSHABLE
 BT_FLUSHABLE_OFF BT_FLUSHABLE_ON BT_ISO_QOS BT_MODE BT_MODE_BASIC BT_MODE_ERTM BT_MODE_EXT_FLOWCTL BT_MODE_LE_FLOWCTL
 BT_MODE_STREAMING BT_PHY BT_PHY_BR_1M_1SLOT BT_PHY_BR_1M_3SLOT BT_PHY_BR_1M_5SLOT BT_PHY_EDR_2M_1SLOT
 BT_PHY_EDR_2M_3SLOT BT_PHY_EDR_2M_5SLOT BT_PHY_EDR_3M_1SLOT BT_PHY_EDR_3M_3SLOT BT_PHY_EDR_3M_5SLOT BT_PHY_LE_1M_RX
 BT_PHY_LE_1M_TX BT_PHY_LE_2M_RX BT_PHY_LE_2M_TX BT_PHY_LE_CODED_RX BT_PHY_LE_CODED_TX BT_PKT_STATUS BT_POWER
 BT_POWER_FORCE_ACTIVE_OFF BT_POWER_FORCE_ACTIVE_ON BT_RCVMTU BT_SECURITY BT_SECURITY_FIPS BT_SECURITY_HIGH
 BT_SECURITY_LOW BT_SECURITY_MEDIUM BT_SECURITY_SDP BT_SNDMTU BT_VOICE BT_VOICE_CVSD_16BIT BT_VOICE_TRANSPARENT
 BT_VOICE_TRANSPARENT_16BIT BufferedRWPair BufferedReader BufferedWriter CAN_BCM CAN_BCM_CAN_FD_FRAME
 CAN_BCM_RX_ANNOUNCE_RESUME CAN_BCM_RX_CHANGED CAN_BCM_RX_CHECK_DLC CAN_BCM_RX_DELETE CAN_BCM_RX_FILTER_ID
 CAN_BCM_RX_NO_AUTOTIMER CAN_BCM_RX_READ CAN_BCM_RX_RTR_FRAME CAN_BCM_RX_SETUP CAN_BCM_RX_STATUS CAN_BCM_RX_TIMEOUT
 CAN_BCM_SETTIMER CAN_BCM_STARTTIMER CAN_BCM_TX_ANNOUNCE CAN_BCM_TX_COUNTEVT CAN_BCM_TX_CP_CAN_ID CAN_BCM_TX_DELETE
 CAN_BCM_TX_EXPIRED CAN_BCM_TX_READ CAN_BCM_TX_RESET_MULTI_IDX CAN_BCM_TX_SEND CAN_BCM_TX_SETUP CAN_BCM_TX_STATUS
 CAN_EFF_FLAG CAN_EFF_MASK CAN_ERR_FLAG CAN_ERR_MASK CAN_ISOTP CAN_ISOTP_CHK_PAD_DATA CAN_ISOTP_CHK_PAD_LEN
 CAN_ISOTP_DEFAULT_EXT_ADDRESS CAN_ISOTP_DEFAULT_FLAGS CAN_ISOTP_DEFAULT_FRAME_TXTIME CAN_ISOTP_DEFAULT_LL_MTU
 CAN_ISOTP_DEFAULT_LL_TX_DL CAN_ISOTP_DEFAULT_LL_TX_FLAGS CAN_ISOTP_DEFAULT_PAD_CONTENT CAN_ISOTP_DEFAULT_RECV_BS
 CAN_ISOTP_DEFAULT_RECV_STMIN CAN_ISOTP_DEFAULT_RECV_WFTMAX CAN_ISOTP_EXTEND_ADDR CAN_ISOTP_FORCE_RXSTMIN
 CAN_ISOTP_FORCE_TXSTMIN CAN_ISOTP_HALF_DUPLEX CAN_ISOTP_LISTEN_MODE CAN_ISOTP_LL_OPTS CAN_ISOTP_OPTS
 CAN_ISOTP_RECV_FC CAN_ISOTP_RX_EXT_ADDR CAN_ISOTP_RX_PADDING CAN_ISOTP_RX_STMIN CAN_ISOTP_SF_BROADCAST
 CAN_ISOTP_TX_PADDING CAN_ISOTP_TX_STMIN CAN_ISOTP_WAIT_TX_DONE CAN_J1939 CAN_RAW CAN_RAW_ERR_FILTER CAN_RAW_FD_FRAMES
 CAN_RAW_FILTER CAN_RAW_JOIN_FILTERS CAN_RAW_LOOPBACK CAN_RAW_RECV_OWN_MSGS CAN_RTR_FLAG CAN_SFF_MASK CAPI CMSG_LEN
 CMSG_SPACE EAGAIN EAI_ADDRFAMILY EAI_AGAIN EAI_BADFLAGS EAI_BADHINTS EAI_FAIL EAI_FAMILY EAI_MAX EAI_MEMORY
 EAI_NODATA EAI_NONAME EAI_OVERFLOW EAI_PROTOCOL EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM EBADF ETHERTYPE_ARP ETHERTYPE_IP
 ETHERTYPE_IPV6 ETHERTYPE_VLAN ETH_P_ALL EWOULDBLOCK Final HCI_CHANNEL_CONTROL HCI_CHANNEL_LOGGING HCI_CHANNEL_MONITOR
 HCI_CHANNEL_RAW HCI_CHANNEL_USER HCI_DATA_DIR HCI_DEV_NONE HCI_FILTER HCI_TIME_STAMP HVSOCKET_ADDRESS_FLAG_PASSTHRU
 HVSOCKET_CONNECTED_SUSPEND HVSOCKET_CONNECT_TIMEOUT HVSOCKET_CONNECT_TIMEOUT_MAX HV_GUID_BROADCAST HV_GUID_CHILDREN
 HV_GUID_LOOPBACK HV_GUID_PARENT HV_GUID_WILDCARD HV_GUID_ZERO HV_PROTOCOL_RAW INADDR_ALLHOSTS_GROUP INADDR_ANY
 INADDR_BROADCAST INADDR_LOOPBACK INADDR_MAX_LOCAL_GROUP INADDR_NONE INADDR_UNSPEC_GROUP IOBase
 IOCTL_VM_SOCKETS_GET_LOCAL_CID IPPORT_RESERVED IPPORT_USERRESERVED IPPROTO_AH IPPROTO_BIP IPPROTO_CBT IPPROTO_DSTOPTS
 IPPROTO_EGP IPPROTO_EON IPPROTO_ESP IPPROTO_FRAGMENT IPPROTO_GGP IPPROTO_GRE IPPROTO_HELLO IPPROTO_HOPOPTS
 IPPROTO_ICLFXBM IPPROTO_ICMP IPPROTO_ICMPV6 IPPROTO_IDP IPPROTO_IGMP IPPROTO_IGP IPPROTO_IP IPPROTO_IPCOMP
 IPPROTO_IPIP IPPROTO_IPV4 IPPROTO_IPV6 IPPROTO_L2TP IPPROTO_MAX IPPROTO_MOBILE IPPROTO_MPTCP IPPROTO_ND IPPROTO_NONE
 IPPROTO_PGM IPPROTO_PIM IPPROTO_PUP IPPROTO_RAW IPPROTO_RDP IPPROTO_ROUTING IPPROTO_RSVP IPPROTO_SCTP IPPROTO_ST
 IPPROTO_TCP IPPROTO_TP IPPROTO_UDP IPPROTO_UDPLITE IPPROTO_VRRP IPPROTO_XTP IPV6_CHECKSUM IPV6_DONTFRAG IPV6_DSTOPTS
 IPV6_HDRINCL IPV6_HOPLIMIT IPV6_HOPOPTS IPV6_JOIN_GROUP IPV6_LEAVE_GROUP IPV6_MULTICAST_HOPS IPV6_MULTICAST_IF
 IPV6_MULTICAST_LOOP IPV6_NEXTHOP IPV6_PATHMTU IPV6_PKTINFO IPV6_RECVDSTOPTS IPV6_RECVERR IPV6_RECVHOPLIMIT
 IPV6_RECVHOPOPTS IPV6_RECVPATHMTU IPV6_RECVPKTINFO IPV6_RECVRTHDR IPV6_RECVTCLASS IPV6_RTHDR IPV6_RTHDRDSTOPTS
 IPV6_RTHDR_TYPE_0 IPV6_TCLASS IPV6_UNICAST_HOPS IPV6_USE_MIN_MTU IPV6_V6ONLY IPX_TYPE IP_ADD_MEMBERSHIP
 IP_ADD_SOURCE_MEMBERSHIP IP_BIND_ADDRESS_NO_PORT IP_BLOCK_SOURCE IP_DEFAULT_MULTICAST_LOOP IP_DEFAULT_MULTICAST_TTL
 IP_DROP_MEMBERSHIP IP_DROP_SOURCE_MEMBERSHIP IP_FREEBIND IP_HDRINCL IP_MAX_MEMBERSHIPS IP_MULTICAST_IF
 IP_MULTICAST_LOOP IP_MULTICAST_TTL IP_OPTIONS IP_PKTINFO IP_RECVDSTADDR IP_RECVERR IP_RECVOPTS IP_RECVORIGDSTADDR
 IP_RECVRETOPTS IP_RECVTOS IP_RECVTTL IP_RETOPTS IP_TOS IP_TRANSPARENT IP_TTL IP_UNBLOCK_SOURCE IntEnum IntFlag
 Iterable J1939_EE_INFO_NONE J1939_EE_INFO_TX_ABORT J1939_FILTER_MAX J1939_IDLE_ADDR J1939_MAX_UNICAST_ADDR
 J1939_NLA_BYTES_ACKED J1939_NLA_PAD J1939_NO_ADDR J1939_NO_NAME J1939_NO_PGN J1939_PGN_ADDRESS_CLAIMED
 J1939_PGN_ADDRESS_COMMANDED J1939_PGN_MAX J1939_PGN_PDU1_MAX J1939_PGN_REQUEST L2CAP_LM L2CAP_LM_AUTH
 L2CAP_LM_ENCRYPT L2CAP_LM_MASTER L2CAP_LM_RELIABLE L2CAP_LM_SECURE L2CAP_LM_TRUSTED LOCAL_CREDS
 LOCAL_CREDS_PERSISTENT LOCAL_PEERCRED Literal MSG_BCAST MSG_BTAG MSG_CMSG_CLOEXEC MSG_CONFIRM MSG_CTRUNC
 MSG_DONTROUTE MSG_DONTWAIT MSG_EOF MSG_EOR MSG_ERRQUEUE MSG_ETAG MSG_FASTOPEN MSG_MCAST MSG_MORE MSG_NOSIGNAL
 MSG_NOTIFICATION MSG_OOB MSG_PEEK MSG_TRUNC MSG_WAITALL MsgFlag NETLINK_CRYPTO NETLINK_DNRTMSG NETLINK_FIREWALL
 NETLINK_IP6_FW NETLINK_NFLOG NETLINK_ROUTE NETLINK_USERSOCK NETLINK_XFRM NI_DGRAM NI_IDN NI_MAXHOST NI_MAXSERV
 NI_NAMEREQD NI_NOFQDN NI_NUMERICHOST NI_NUMERICSERV PACKET_BROADCAST PACKET_FASTROUTE PACKET_HOST PACKET_LOOPBACK
 PACKET_MULTICAST PACKET_OTHERHOST PACKET_OUTGOING PF_CAN PF_DIVERT PF_PACKET PF_RDS PF_SYSTEM Protocol RCVALL_MAX
 RCVALL_OFF RCVALL_ON RCVALL_SOCKETLEVELONLY RDS_CANCEL_SENT_TO RDS_CMSG_RDMA_ARGS RDS_CMSG_RDMA_DEST
 RDS_CMSG_RDMA_MAP RDS_CMSG_RDMA_STATUS RDS_CONG_MONITOR RDS_FREE_MR RDS_GET_MR RDS_GET_MR_FOR_DEST RDS_RDMA_DONTWAIT
 RDS_RDMA_FENCE RDS_RDMA_INVALIDATE RDS_RDMA_NOTIFY_ME RDS_RDMA_READWRITE RDS_RDMA_SILENT RDS_RDMA_USE_ONCE
 RDS_RECVERR RawIOBase ReadableBuffer SCM_CREDENTIALS SCM_CREDS SCM_CREDS2 SCM_J1939_DEST_ADDR SCM_J1939_DEST_NAME
 SCM_J1939_ERRQUEUE SCM_J1939_PRIO SCM_RIGHTS SHUT_RD SHUT_RDWR SHUT_WR SIO_KEEPALIVE_VALS SIO_LOOPBACK_FAST_PATH
 SIO_RCVALL SOCK_CLOEXEC SOCK_DGRAM SOCK_NONBLOCK SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_STREAM SOL_ALG SOL_ATALK
 SOL_AX25 SOL_BLUETOOTH SOL_CAN_BASE SOL_CAN_ISOTP SOL_CAN_RAW SOL_HCI SOL_IP SOL_IPX SOL_L2CAP SOL_NETROM SOL_RDS
 SOL_RFCOMM SOL_ROSE SOL_SCO SOL_SOCKET SOL_TCP SOL_TIPC SOL_UDP SOMAXCONN SO_ACCEPTCONN SO_BINDTODEVICE
 SO_BINDTOIFINDEX SO_BROADCAST SO_BTH_ENCRYPT SO_BTH_MTU SO_BTH_MTU_MAX SO_BTH_MTU_MIN SO_DEBUG SO_DOMAIN SO_DONTROUTE
 SO_ERROR SO_EXCLUSIVEADDRUSE SO_INCOMING_CPU SO_J1939_ERRQUEUE SO_J1939_FILTER SO_J1939_PROMISC SO_J1939_SEND_PRIO
 SO_KEEPALIVE SO_LINGER SO_MARK SO_OOBINLINE SO_ORIGINAL_DST SO_PASSCRED SO_PASSSEC SO_PEERCRED SO_PEERSEC SO_PRIORITY
 SO_PROTOCOL SO_RCVBUF SO_RCVLOWAT SO_RCVTIMEO SO_REUSEADDR SO_REUSEPORT SO_SETFIB SO_SNDBUF SO_SNDLOWAT SO_SNDTIMEO
 SO_TYPE SO_USELOOPBACK SO_VM_SOCKETS_BUFFER_MAX_SIZE SO_VM_SOCKETS_BUFFER_MIN_SIZE SO_VM_SOCKETS_BUFFER_SIZE
 SYSPROTO_CONTROL Self SocketIO SocketKind SocketType SupportsIndex TCP_CC_INFO TCP_CONGESTION TCP_CONNECTION_INFO
 TCP_CORK TCP_DEFER_ACCEPT TCP_FASTOPEN TCP_FASTOPEN_CONNECT TCP_FASTOPEN_KEY TCP_FASTOPEN_NO_COOKIE TCP_INFO TCP_INQ
 TCP_KEEPALIVE TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL TCP_LINGER2 TCP_MAXSEG TCP_MD5SIG TCP_MD5SIG_EXT TCP_NODELAY
 TCP_NOTSENT_LOWAT TCP_QUEUE_SEQ TCP_QUICKACK TCP_REPAIR TCP_REPAIR_OPTIONS TCP_REPAIR_QUEUE TCP_REPAIR_WINDOW
 TCP_SAVED_SYN TCP_SAVE_SYN TCP_SYNCNT TCP_THIN_DUPACK TCP_THIN_LINEAR_TIMEOUTS TCP_TIMESTAMP TCP_TX_DELAY TCP_ULP
 TCP_USER_TIMEOUT TCP_WINDOW_CLAMP TCP_ZEROCOPY_RECEIVE TIPC_ADDR_ID TIPC_ADDR_NAME TIPC_ADDR_NAMESEQ TIPC_CFG_SRV
 TIPC_CLUSTER_SCOPE TIPC_CONN_TIMEOUT TIPC_CRITICAL_IMPORTANCE TIPC_DEST_DROPPABLE TIPC_HIGH_IMPORTANCE
 TIPC_IMPORTANCE TIPC_LOW_IMPORTANCE TIPC_MEDIUM_IMPORTANCE TIPC_NODE_SCOPE TIPC_PUBLISHED TIPC_SRC_DROPPABLE
 TIPC_SUBSCR_TIMEOUT TIPC_SUB_CANCEL TIPC_SUB_PORTS TIPC_SUB_SERVICE TIPC_TOP_SRV TIPC_WAIT_FOREVER TIPC_WITHDRAWN
 TIPC_ZONE_SCOPE TextIOWrapper TypeAlias UDPLITE_RECV_CSCOV UDPLITE_SEND_CSCOV Unused VMADDR_CID_ANY VMADDR_CID_HOST
 VMADDR_CID_LOCAL VMADDR_PORT_ANY VM_SOCKETS_INVALID_VERSION WriteableBuffer close create_connection create_server dup
 error errorTab fromfd fromshare gaierror getaddrinfo getdefaulttimeout getfqdn gethostbyaddr gethostbyname
 gethostbyname_ex gethostname getnameinfo getprotobyname getservbyname getservbyport has_dualstack_ipv6 has_ipv6
 herror htonl htons if_indextoname if_nameindex if_nametoindex inet_aton inet_ntoa inet_ntop inet_pton ntohl ntohs
 overload recv_fds send_fds setdefaulttimeout sethostname socket socketpair sys timeout type_check_only
socketserver: Any BaseRequestHandler BaseServer BufferedIOBase Callable ClassVar DatagramRequestHandler ForkingMixIn
 ForkingTCPServer ForkingUDPServer ForkingUnixDatagramServer ForkingUnixStreamServer ReadableBuffer Self
 StreamRequestHandler TCPServer ThreadingMixIn ThreadingTCPServer ThreadingUDPServer ThreadingUnixDatagramServer
 ThreadingUnixStreamServer TypeAlias UDPServer UnixDatagramServer UnixStreamServer sys types
spwd: Any Final final getspall getspnam struct_spwd structseq sys
sqlalchemy: ARRAY AdaptedConnection AggregateOrderBy Alias AliasedReturnsRows Any AssertionPool AsyncAdaptedQueuePool
 BIGINT BINARY BLANK_SCHEMA BLOB BOOLEAN BaseDDLElement BaseRow BigInteger Binary BinaryExpression BindParameter
 BindTyping Boolean BooleanClauseList CHAR CLOB CTE CacheKey Case Cast CheckConstraint CheckFirst
 ChunkedIteratorResult ClauseElement ClauseList CollectionAggregate Column ColumnClause ColumnCollection ColumnDefault
 ColumnElement ColumnExpressionArgument ColumnOperators Compiled CompoundSelect Computed Connection Constraint
 CreateEnginePlugin CreateTable CreateTableAs CreateView CursorResult DATE DATETIME DDL DDLElement DECIMAL DOUBLE
 DOUBLE_PRECISION Date DateTime DefaultClause Delete Dialect Double DropTable DropView Engine Enum ExceptionContext
 Executable ExecutableDDLElement ExecutionContext Exists Extract FLOAT FallbackAsyncAdaptedQueuePool False_
 FetchedValue Float ForeignKey ForeignKeyConstraint ForeignKeyTarget FrameClause FrameClauseType FromClause
 FromGrouping FrozenResult Function FunctionElement FunctionFilter GenerativeSelect Grouping HasCTE HasPrefixes
 HasSuffixes INT INTEGER Identity IdentityOptions Index Insert Inspector Integer Interval IteratorResult JSON Join
 LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL Label LambdaElement
 LargeBinary Lateral MappingResult MergedResult MetaData NCHAR NUMERIC NVARCHAR Named NestedTransaction NotNullable
 Null NullPool Nullable Numeric NumericCommon Operators OrderByList Over PassiveDefault PickleType Pool
 PoolProxiedConnection PoolResetState PrimaryKeyConstraint QueuePool REAL ReleaseSavepointClause Result ResultProxy
 ReturnsRows RollbackToSavepointClause RootTransaction Row RowMapping SMALLINT SQLColumnExpression SavepointClause
 ScalarResult ScalarSelect Select SelectBase SelectLabelStyle Selectable Sequence SingletonThreadPool SmallInteger
 StatementLambdaElement StaticPool String Subquery TEXT TIME TIMESTAMP TString Table TableClause TableSample
 TableValuedAlias TableValuedColumn Text TextAsFrom TextClause TextualSelect ThreadLocalMetaData Time Transaction
 True_ TryCast Tuple TupleType TwoPhaseTransaction TypeClause TypeCoerce TypeCompiler TypeDecorator TypedColumns URL
 UUID UnaryExpression Unicode UnicodeText UniqueConstraint Update UpdateBase Uuid VARBINARY VARCHAR Values ValuesBase
 Visitable WithinGroup aggregate_order_by alias all_ and_ annotations any_ asc between bindparam bitwise_not case cast
 cimmutabledict collate column connectors cprocessors create_engine create_mock_engine create_pool_from_url
 cresultproxy cte custom_op cutils cyextension databases delete desc dialects distinct engine engine_from_config event
 events exc except_ except_all exists ext extract false from_dml_column func funcfilter future insert insert_sentinel
 inspect inspection interfaces intersect intersect_all join label lambda_stmt lateral literal literal_column log
 make_url modifier not_ null nulls_first nulls_last nullsfirst nullslast or_ orm outerjoin outparam over pool
 processors quoted_name result_tuple schema select sql subquery table tablesample testing text true try_cast tstring
 tuple_ type_coerce types union union_all update util values within_group
sqlalchemy.cimmutabledict: immutabledict
sqlalchemy.cprocessors: DecimalResultProcessor UnicodeResultProcessor int_to_boolean str_to_date str_to_datetime
 str_to_time to_float to_str
sqlalchemy.cresultproxy: BaseRow BaseRowProxy safe_rowproxy_reconstructor tuplegetter
sqlalchemy.cutils:
sqlalchemy.databases: firebird mssql mysql oracle postgres postgresql sqlite sybase warn_deprecated_20
sqlalchemy.dialects: Any Callable Optional TYPE_CHECKING Type annotations firebird mssql mysql oracle plugins
 postgresql registry sqlite sybase util
sqlalchemy.dialects.firebird: BIGINT BLOB CHAR DATE FLOAT NUMERIC SMALLINT TEXT TIME TIMESTAMP VARCHAR base dialect
 fdb kinterbasdb
sqlalchemy.dialects.mssql: BIGINT BINARY BIT CHAR DATE DATETIME DATETIME2 DATETIMEOFFSET DECIMAL DOUBLE_PRECISION
 FLOAT IMAGE INTEGER JSON MONEY NCHAR NTEXT NUMERIC NVARCHAR REAL ROWVERSION SMALLDATETIME SMALLINT SMALLMONEY
 SQL_VARIANT TEXT TIME TIMESTAMP TINYINT UNIQUEIDENTIFIER VARBINARY VARCHAR XML adodbapi aioodbc base dialect
 information_schema json mssqlpython mxodbc provision pymssql pyodbc try_cast zxjdbc
sqlalchemy.dialects.mysql: BIGINT BINARY BIT BLOB BOOLEAN CHAR DATE DATETIME DECIMAL DOUBLE ENUM FLOAT INET4 INET6
 INTEGER Insert JSON LONGBLOB LONGTEXT MEDIUMBLOB MEDIUMINT MEDIUMTEXT NCHAR NUMERIC NVARCHAR REAL SET SMALLINT TEXT
 TIME TIMESTAMP TINYBLOB TINYINT TINYTEXT VARBINARY VARCHAR YEAR aiomysql asyncmy base compat cymysql dialect dml
 enumerated expression gaerdbms insert json limit mariadb mariadbconnector match mysqlconnector mysqldb oursql
 provision pymysql pyodbc reflection reserved_words types zxjdbc
sqlalchemy.dialects.oracle: BFILE BINARY_DOUBLE BINARY_FLOAT BLOB BOOLEAN CHAR CLOB DATE DOUBLE_PRECISION FLOAT
 INTERVAL JSON LONG ModuleType NCHAR NCLOB NUMBER NVARCHAR NVARCHAR2 RAW REAL ROWID SparseVector TIMESTAMP VARCHAR
 VARCHAR2 VECTOR VectorDistanceType VectorIndexConfig VectorIndexType VectorStorageFormat VectorStorageType base
 cx_oracle dialect dictionary json oracledb oracledb_async provision types vector zxjdbc
sqlalchemy.dialects.postgresql: ARRAY AbstractMultiRange AbstractRange AbstractSingleRange All Any BIGINT BIT BOOLEAN
 BYTEA BitString CHAR CIDR CITEXT CreateDomainType CreateEnumType DATE DATEMULTIRANGE DATERANGE DOMAIN
 DOUBLE_PRECISION DropDomainType DropEnumType ENUM ExcludeConstraint FLOAT HSTORE INET INT4MULTIRANGE INT4RANGE
 INT8MULTIRANGE INT8RANGE INTEGER INTERVAL Insert JSON JSONB JSONPATH MACADDR MACADDR8 MONEY ModuleType MultiRange
 NUMERIC NUMMULTIRANGE NUMRANGE NamedType OID REAL REGCLASS REGCONFIG Range SMALLINT TEXT TIME TIMESTAMP TSMULTIRANGE
 TSQUERY TSRANGE TSTZMULTIRANGE TSTZRANGE TSVECTOR UUID VARCHAR aggregate_order_by array array_agg arraylib asyncpg
 base bitstring compat dialect distinct_on dml ext hstore insert json named_types operators pg8000 pg_catalog
 phraseto_tsquery plainto_tsquery provision psycopg psycopg2 psycopg2cffi psycopg_async pygresql pypostgresql ranges
 to_tsquery to_tsvector ts_headline types websearch_to_tsquery zxjdbc
sqlalchemy.dialects.sqlite: BLOB BOOLEAN CHAR DATE DATETIME DECIMAL FLOAT INTEGER Insert JSON JSONB NUMERIC REAL
 SMALLINT TEXT TIME TIMESTAMP VARCHAR aiosqlite base compat dialect dml insert json provision pysqlcipher pysqlite
sqlalchemy.dialects.sybase: BIGINT BINARY BIT CHAR DATE DATETIME FLOAT IMAGE INT INTEGER MONEY NCHAR NUMERIC NVARCHAR
 SMALLINT SMALLMONEY TEXT TIME TINYINT UNICHAR UNITEXT UNIVARCHAR VARBINARY VARCHAR base dialect mxodbc pyodbc
 pysybase
sqlalchemy.engine: AdaptedConnection BaseCursorResult BaseRow BaseRowProxy BindTyping BufferedColumnResultProxy
 BufferedColumnRow BufferedRowResultProxy ChunkedIteratorResult Compiled ConnectArgsType Connectable Connection
 ConnectionEventsTarget CreateEnginePlugin CursorResult Dialect Engine ExceptionContext ExecutionContext FilterResult
 FrozenResult FullyBufferedResultProxy Inspector IteratorResult LegacyCursorResult LegacyRow MappingResult
 MergedResult NestedTransaction ObjectKind ObjectScope Result ResultProxy RootTransaction Row RowMapping RowProxy
 ScalarResult Transaction TupleResult TwoPhaseTransaction TypeCompiler URL base characteristics connection_memoize
 create create_engine create_mock_engine create_pool_from_url cursor ddl default default_strategy engine_from_config
 events interfaces make_url mock processors reflection result result_tuple row strategies threadlocal url util
sqlalchemy.engine.base: Any BindTyping Callable Connectable Connection ConnectionEventsTarget DBAPICursor Engine
 ExceptionContext ExceptionContextImpl ExecuteStyle ExecutionContext IsolationLevel Iterable Iterator List Mapping
 MarkerTransaction NO_OPTIONS NestedTransaction Never NoReturn OptionEngine OptionEngineMixin Optional RootTransaction
 Transaction TransactionalContext Tuple TupleAny TwoPhaseTransaction Type TypeVar TypeVarTuple Union Unpack
 annotations cast compiler contextlib exc inspection interfaces log overload schema sql_util sys typing util
 with_statement
sqlalchemy.engine.characteristics: ABC Any ClassVar ConnectionCharacteristic IsolationLevelCharacteristic
 LoggingTokenCharacteristic abc annotations typing
sqlalchemy.engine.create: Any Callable ConnectionPoolEntry DBAPIConnection Dict List Optional Type Union annotations
 base cast compiler create_engine create_mock_engine create_pool_from_url engine_from_config event exc immutabledict
 inspect overload poollib typing util
sqlalchemy.engine.cursor: Any BaseCursorResult BufferedColumnResultProxy BufferedColumnRow
 BufferedRowCursorFetchStrategy BufferedRowResultProxy ClassVar CursorFetchStrategy CursorResult CursorResultMetaData
 Deque Dict Final FullyBufferedCursorFetchStrategy FullyBufferedResultProxy Iterable Iterator IteratorResult
 LegacyCursorResult LegacyCursorResultMetaData LegacyRow List Literal MD_INDEX MD_LOOKUP_KEY MD_OBJECTS MD_PROCESSOR
 MD_RENDERED_NAME MD_RESULT_MAP_INDEX MD_UNTRANSLATED Mapping MergedResult NoCursorDMLFetchStrategy
 NoCursorDQLFetchStrategy NoCursorFetchStrategy NoReturn Optional RM_NAME RM_OBJECTS RM_RENDERED_NAME RM_TYPE Result
 ResultColumnsEntry ResultFetchStrategy ResultMetaData ResultProxy Row Self Sequence SimpleResultMetaData
 TYPE_CHECKING Tuple TupleAny TypeEngine TypeVar TypeVarTuple Union Unpack annotations cast collections compat
 elements exc expression functools null_dml_result operator sql_util sqltypes tuplegetter typing util
sqlalchemy.engine.default: AUTOCOMMIT_REGEXP AggregateOrderByStyle Any CACHE_HIT CACHE_MISS CACHING_DISABLED
 CacheStats Callable Connection DBAPICursor DDLCompiler DefaultDialect DefaultExecutionContext Dialect Dict
 ExecuteStyle ExecutionContext Final InsertmanyvaluesSentinelOpts Iterable List Literal Mapping MutableMapping
 MutableSequence NO_CACHE_KEY NO_DIALECT_SUPPORT ObjectKind ObjectScope Optional SERVER_SIDE_CURSOR_RE SQLCompiler
 Sequence Set StrCompileDialect TYPE_CHECKING Tuple TupleAny Type Union Unpack annotations cast characteristics codecs
 compiler datetime dml event exc expression functools interfaces is_tuple_type operator perf_counter pool processors
 quoted_name random re reflection result schema sql_util sqltypes type_api typing util weakref
sqlalchemy.engine.events: Any Connectable Connection ConnectionEvents ConnectionEventsTarget DBAPIConnection
 DBAPICursor Dialect DialectEvents Dict Engine Literal Optional Tuple TupleAny Type Union Unpack annotations event exc
 typing
sqlalchemy.engine.interfaces: AdaptedConnection Any Awaitable BindTyping CacheStats Callable ClassVar Collection
 Compiled CompiledCacheType ConnectArgsType Connectable ConnectionEventsTarget CoreExecuteOptionsParameter
 CreateEnginePlugin DBAPIConnection DBAPICursor DBAPIModule DBAPIType Dialect Dict Enum EventTarget ExceptionContext
 ExecuteStyle ExecutionContext IsolationLevel Iterable Iterator List Literal Mapping MutableMapping NotRequired
 Optional Pool PoolProxiedConnection Protocol ReflectedCheckConstraint ReflectedColumn ReflectedComputed
 ReflectedConstraint ReflectedForeignKeyConstraint ReflectedIdentity ReflectedIndex ReflectedPrimaryKeyConstraint
 ReflectedTableComment ReflectedUniqueConstraint SchemaTranslateMapType Sequence ServerVersionInfoType Set
 TYPE_CHECKING TableKey Tuple Type TypeCompiler TypeVar TypedDict Union VersionInfoType annotations await_ await_only
 immutabledict util
sqlalchemy.engine.mock: Any Callable MockConnection Optional Type Union annotations attrgetter base cast
 create_mock_engine ddl typing util
sqlalchemy.engine.processors: Callable DecimalResultProcessor HAS_CYEXTENSION Optional Pattern TypeVar Union
 annotations datetime int_to_boolean str_to_date str_to_datetime str_to_datetime_processor_factory str_to_time
 to_decimal_processor_factory to_float to_str typing
sqlalchemy.engine.reflection: Any Callable Collection Connectable Connection Dict Engine Flag Generator Inspector
 InternalTraversal Iterable List ObjectKind ObjectScope Optional ReflectionDefaults Sequence Set TYPE_CHECKING
 TextClause Tuple TypeEngine TypeVar Union annotations auto cache contextlib dataclass deprecated exc final
 flexi_cache inspection operators quoted_name sa_schema sql topological unique util
sqlalchemy.engine.result: Any BaseResultInternal BaseRowProxy BufferedColumnResultProxy BufferedColumnRow
 BufferedRowResultProxy Callable ChunkedIteratorResult Dict Enum FilterResult FrozenResult FullyBufferedResultProxy
 Generic HAS_CYEXTENSION HasMemoized HasMemoized_ro_memoized_attribute InPlaceGenerative Iterable Iterator
 IteratorResult List Literal Mapping MappingResult MergedResult NONE_SET Never NoReturn Optional RMKeyView Result
 ResultInternal ResultMetaData ResultProxy Row RowMapping RowProxy ScalarResult Self Sequence Set SimpleResultMetaData
 TYPE_CHECKING Tuple TupleAny TupleResult TypeVar TypeVarTuple Union Unpack annotations cast collections
 collections_abc deprecated exc expression functools itertools null_result operator overload py2k result_tuple
 rowproxy_reconstructor safe_rowproxy_reconstructor sql_util sqltypes tuplegetter typing util
sqlalchemy.engine.row: ABC Any BaseRow BaseRowProxy Callable Dict Generic HAS_CYEXTENSION Iterator KEY_INTEGER_ONLY
 KEY_OBJECTS_BUT_WARN KEY_OBJECTS_NO_WARN KEY_OBJECTS_ONLY LegacyRow List MD_INDEX Mapping NoReturn Optional
 ROMappingItemsView ROMappingKeysValuesView ROMappingView Row RowMapping RowProxy Sequence TYPE_CHECKING Tuple TypeVar
 TypeVarTuple Union Unpack annotations collections_abc deprecated operator overload rowproxy_reconstructor
 safe_rowproxy_reconstructor sql_util typing util
sqlalchemy.engine.strategies: DefaultEngineStrategy EngineStrategy MockConnection MockEngineStrategy
 PlainEngineStrategy ThreadLocalEngineStrategy annotations attrgetter base event poollib schema strategies threadlocal
 url util
sqlalchemy.engine.threadlocal: TLConnection TLEngine base util weakref
sqlalchemy.engine.url: Any Dialect Dict Iterable List Mapping NamedTuple Optional Sequence Tuple Type URL Union
 annotations cast collections_abc compat exc make_url overload parse_qsl plugins quote quote_plus re registry unquote
 util
sqlalchemy.event: CANCEL EventTarget Events NO_RETVAL RefCollection annotations api attr base contains dispatcher
 legacy listen listens_for registry remove
sqlalchemy.event.api: Any CANCEL Callable NO_RETVAL absolute_import annotations contains exc listen listens_for remove
 util
sqlalchemy.event.attr: Any AsyncAdaptedLock Collection Deque FrozenSet Generic Iterator MutableMapping MutableSequence
 NoReturn Optional Protocol RefCollection Sequence Set TracebackType Tuple Type TypeVar Union absolute_import
 annotations cast chain collections exc legacy registry threading typing util weakref with_statement
sqlalchemy.event.base: Any Dict Events Generic Iterator JoinedConnectionEventsDispatch JoinedDDLEventsDispatch
 JoinedDialectEventsDispatch JoinedEventsDispatch JoinedPoolEventsDispatch List Literal Mapping MutableMapping
 Optional Tuple Type Union absolute_import annotations cast dispatcher overload slots_dispatcher typing util weakref
sqlalchemy.event.legacy: Any Callable FullArgSpec List Optional Tuple Type TypeVar annotations typing util
sqlalchemy.event.registry: Any Callable Deque Dict EventTarget Generic Iterable Optional Tuple TypeVar Union
 absolute_import annotations cast collections exc types typing util weakref
sqlalchemy.events: Connectable ConnectionEvents DDLEvents Dialect DialectEvents Engine Pool PoolEvents PoolResetState
 SchemaEventTarget annotations event exc util
sqlalchemy.exc: AmbiguousColumnError AmbiguousForeignKeysError Any ArgumentError AwaitRequired
 Base20DeprecationWarning CircularDependencyError CompileError ConstraintColumnNotFoundError DBAPIError DataError
 DatabaseError DisconnectionError DontWrapMixin DuplicateColumnError EmulatedDBAPIException HasDescriptionCode
 IdentifierError IllegalStateChangeError IntegrityError InterfaceError InternalError InvalidRequestError
 InvalidatePoolError LegacyAPIWarning List MissingGreenlet MovedIn20Warning MultipleResultsFound NoDBAPILoaded
 NoForeignKeysError NoInspectionAvailable NoReferenceError NoReferencedColumnError NoReferencedTableError
 NoResultFound NoSuchColumnError NoSuchModuleError NoSuchTableError NotSupportedError ObjectNotExecutableError
 OperationalError Optional PendingRollbackError ProgrammingError RemovedIn20Warning ResourceClosedError
 SADeprecationWarning SAPendingDeprecationWarning SATestSuiteWarning SAWarning SQLAlchemyError StatementError
 TimeoutError Tuple Type UnboundExecutionError Union UnmappedColumnError UnreflectableTableError
 UnsupportedCompilationError annotations compat overload typing
sqlalchemy.ext: associationproxy asyncio automap baked compiler declarative horizontal_shard hybrid indexable
 instrumentation mutable orderinglist serializer
sqlalchemy.ext.associationproxy: ASSOCIATION_PROXY AbstractSet AliasedAssociationProxyInstance
 AmbiguousAssociationProxyInstance Any AssociationProxy AssociationProxyExtensionType AssociationProxyInstance
 Callable Collection ColumnAssociationProxyInstance ColumnElement ColumnOperators Dict Generic
 InspectionAttrExtensionType ItemsView Iterable Iterator KeysView List Literal Mapping MutableMapping MutableSequence
 MutableSet NoReturn ORMDescriptor ObjectAssociationProxyInstance Optional Protocol SQLORMOperations Self Set
 SupportsIndex SupportsKeysAndGetItem Tuple Type TypeVar Union ValuesView annotations association_proxy cast
 collections exc inspect interfaces operator operators or_ orm overload typing util
sqlalchemy.ext.asyncio: AsyncAttrs AsyncConnection AsyncConnectionEvents AsyncEngine AsyncMappingResult AsyncResult
 AsyncScalarResult AsyncSession AsyncSessionEvents AsyncSessionTransaction AsyncTransaction AsyncTupleResult
 async_engine_from_config async_object_session async_scoped_session async_session async_sessionmaker base
 close_all_sessions create_async_engine create_async_pool_from_url engine events exc result scoping session
sqlalchemy.ext.automap: Any AutomapBase ByModuleProperties Callable ClassVar Dict ForeignKeyConstraint
 GenerateRelationshipType List NameForCollectionRelationshipType NameForScalarRelationshipType NoReturn Optional
 Properties Protocol PythonNameForTableType Set TYPE_CHECKING Tuple Type TypeVar Union and_ annotations automap_base
 backref cast classname_for_table dataclasses generate_relationship interfaces name_for_collection_relationship
 name_for_scalar_relationship orm_exc overload relationship util
sqlalchemy.ext.baked: BakedQuery Bakery Query Result Session bake_lazy_loaders baked_lazyload baked_lazyload_all
 bakery collections_abc copy func literal_column log logging orm_exc sa_exc sql_util strategy_options
 unbake_lazy_loaders util
sqlalchemy.ext.compiler: Any Callable Dict TYPE_CHECKING Type TypeVar annotations compiles deregister exc sqltypes
 util visitors
sqlalchemy.ext.declarative: AbstractConcreteBase ConcreteBase DeclarativeMeta DeferredReflection api as_declarative
 base clsregistry comparable_using declarative_base declared_attr extensions has_inherited_table
 instrument_declarative synonym_for util
sqlalchemy.ext.horizontal_shard: Any Callable Dict IdentityChooser Iterable Mapper ORMOption Optional
 OrmExecuteOptionsParameter PassiveFlag Protocol Query Self Session ShardChooser ShardIdentifier ShardedQuery
 ShardedResult ShardedSession TYPE_CHECKING Tuple TupleAny Type TypeVar TypeVarTuple Union Unpack annotations event
 exc execute_and_instances inspect set_shard_id util
sqlalchemy.ext.hybrid: Any Callable ColumnElement Comparator Concatenate ExprComparator Generic HYBRID_METHOD
 HYBRID_PROPERTY HybridExtensionType InspectionAttrExtensionType List Literal MutableMapping ORMDescriptor Optional
 ParamSpec Protocol QueryableAttribute SQLCoreOperations Self Sequence TYPE_CHECKING Tuple Type TypeVar Union
 annotations attributes cast exc hybrid_method hybrid_property interfaces is_has_clause_element overload roles util
sqlalchemy.ext.indexable: Any Callable Optional TYPE_CHECKING TypeVar Union absolute_import annotations cast
 flag_modified hybrid_property index_property inspect util
sqlalchemy.ext.instrumentation: ClassManager ExtendedInstrumentationRegistry INSTRUMENTATION_MANAGER
 InstrumentationFactory InstrumentationManager attributes collections find_native_user_instrumentation_hook
 instrumentation_finders orm_base orm_exc orm_instrumentation orm_util util weakref
sqlalchemy.ext.mutable: AbstractSet Any AttributeEventToken Column DeclarativeAttributeIntercept Dict InstanceState
 InstrumentedAttribute Iterable List Mapper Mutable MutableBase MutableComposite MutableDict MutableList MutableSet
 Optional QueryContext QueryableAttribute SchemaEventTarget Set SupportsIndex TYPE_CHECKING Tuple TypeEngine TypeGuard
 TypeVar UOWTransaction Union WeakKeyDictionary annotations defaultdict event flag_modified inspect mapper
 memoized_property object_mapper overload types util weakref
sqlalchemy.ext.orderinglist: Any Callable Dict Iterable List Optional OrderingFunc OrderingList Sequence SupportsIndex
 Type TypeVar Union annotations collection collection_adapter count_from_0 count_from_1 count_from_n_factory
 ordering_list overload util
sqlalchemy.ext.serializer: BytesIO Column Deserializer Engine Mapper MapperProperty QueryableAttribute Serializer
 Session Table b64decode b64encode byte_buffer class_mapper dumps loads our_ids pickle py2k re text_type
sqlalchemy.future: Connection Engine Select create_engine engine orm public_factory select
sqlalchemy.future.engine: Connection Engine NO_OPTIONS OptionEngine OptionEngineMixin create_engine util
sqlalchemy.future.orm:
sqlalchemy.inspection: Any Callable Dict Generic Inspectable Literal Optional Protocol Type TypeVar Union annotations
 exc inspect overload util
sqlalchemy.interfaces: ConnectionProxy PoolListener event util
sqlalchemy.log: Any Identified InstanceLogger Literal Optional STACKLEVEL STACKLEVEL_OFFSET Set Type TypeVar Union
 annotations class_logger echo_property instance_logger logging overload py311 py38 rootlogger sys
sqlalchemy.orm: AliasOption Any AppenderQuery AttributeEvent AttributeEventToken AttributeEvents AttributeExtension
 AttributeState Bundle CascadeOptions ClassManager ColumnProperty ComparableProperty Composite CompositeProperty
 DeclarativeBase DeclarativeBaseNoMeta DeclarativeMeta DictBundle DynamicMapped EXT_CONTINUE EXT_SKIP EXT_STOP
 FromStatement IdentityMap InspectionAttr InspectionAttrExtensionType InspectionAttrInfo InstanceEvents InstanceState
 InstrumentationEvents InstrumentedAttribute KeyFuncDict Load LoaderCallableStatus LoaderCriteriaOption MANYTOMANY
 MANYTOONE Mapped MappedAsDataclass MappedClassProtocol MappedCollection MappedColumn MappedSQLExpression Mapper
 MapperEvents MapperExtension MapperProperty NOT_EXTENSION NO_KEY NO_VALUE NotExtension ONETOMANY ORMDescriptor
 ORMExecuteState PassiveFlag PropComparator Query QueryContext QueryEvents QueryPropertyDescriptor QueryableAttribute
 RegistryEvents Relationship RelationshipDirection RelationshipProperty SQLORMExpression Session SessionEvents
 SessionExtension SessionTransaction SessionTransactionOrigin Synonym SynonymProperty TypeResolve UOWTransaction
 Unmapped UserDefinedOption WriteOnlyCollection WriteOnlyMapped add_mapped_attribute aliased annotations
 as_declarative as_typed_table attribute_keyed_dict attribute_mapped_collection attributes backref base
 bulk_persistence class_mapper clear_mappers close_all_sessions clsregistry collections column_keyed_dict
 column_mapped_collection column_property comparable_property compile_mappers composite configure_mappers
 contains_alias contains_eager context create_session decl_api decl_base declarative_base declarative_mixin
 declared_attr defaultload defer deferred dependency deprecated_interfaces descriptor_props dynamic dynamic_loader
 eagerload eagerload_all evaluator events exc foreign has_inherited_table identity immediateload instrumentation
 interfaces join joinedload joinedload_all keyfunc_mapping lazyload lazyload_all load_only loading make_transient
 make_transient_to_detached mapped_as_dataclass mapped_collection mapped_column mapper mapperlib merge_frozen_result
 merge_result noload object_mapper object_session orm_insert_sentinel outerjoin path_registry persistence
 polymorphic_union properties public_factory query query_expression raiseload reconstructor registry relation
 relationship relationships remote scoped_session scoping selectin_polymorphic selectinload selectinload_all session
 sessionmaker state state_changes strategies strategy_options subqueryload subqueryload_all sync synonym synonym_for
 undefer undefer_group unitofwork unmapped_column unmapped_dataclass util validates was_deleted with_expression
 with_loader_criteria with_parent with_polymorphic writeonly
sqlalchemy.orm.attributes: ATTR_EMPTY ATTR_WAS_SET AdHocHasEntityNamespace Any AttributeEvent AttributeEventToken
 AttributeImpl CALLABLES_OK Callable ClassVar CollectionAttributeImpl DEFERRED_HISTORY_LOAD DONT_SET Dict Event
 EventTarget Generic HISTORY_BLANK HasCacheKey HasCollectionAdapter HasEntityNamespace History
 INCLUDE_PENDING_MUTATIONS INIT_OK InstrumentedAttribute InternalTraversal Iterable LOAD_AGAINST_COMMITTED List
 Literal LoaderCallableStatus Mapped NEVER_SET NON_PERSISTENT_OK NO_AUTOFLUSH NO_CHANGE NO_KEY NO_RAISE NO_VALUE
 NamedTuple NoKey OP_APPEND OP_BULK_REPLACE OP_MODIFIED OP_REMOVE OP_REPLACE Optional PASSIVE_CLASS_MISMATCH
 PASSIVE_NO_FETCH PASSIVE_NO_FETCH_RELATED PASSIVE_NO_INITIALIZE PASSIVE_NO_RESULT PASSIVE_OFF PASSIVE_ONLY_PERSISTENT
 PASSIVE_RETURN_NEVER_SET PASSIVE_RETURN_NO_VALUE PassiveFlag QueryableAttribute RELATED_OBJECT_OK SQLORMExpression
 SQL_OK ScalarAttributeImpl ScalarObjectAttributeImpl Self Sequence TYPE_CHECKING Tuple Type TypeGuard TypeVar Union
 annotations backref_listeners cache_key cast coercions collections create_proxied_attribute dataclasses del_attribute
 dispatcher event exc flag_dirty flag_modified get_attribute get_history get_state_history has_parent init_collection
 init_state_collection insp_is_aliased_class inspection instance_dict instance_state instance_str interfaces
 manager_of_class operator opt_manager_of_class orm_exc overload register_attribute register_attribute_impl
 register_descriptor roles set_attribute set_committed_value sql_base state_str traversals unregister_attribute util
 visitors
sqlalchemy.orm.base: ATTR_EMPTY ATTR_WAS_SET Any CALLABLES_OK Callable DEFAULT_MANAGER_ATTR DEFAULT_STATE_ATTR
 DEFERRED_HISTORY_LOAD DONT_SET Dict DynamicMapped EXT_CONTINUE EXT_SKIP EXT_STOP Enum EventConstants FastIntFlag
 Generic INCLUDE_PENDING_MUTATIONS INIT_OK InspectionAttr InspectionAttrExtensionType InspectionAttrInfo
 LOAD_AGAINST_COMMITTED Literal LoaderCallableStatus MANYTOMANY MANYTOONE Mapped NEVER_SET NON_PERSISTENT_OK
 NOT_EXTENSION NO_AUTOFLUSH NO_CHANGE NO_KEY NO_RAISE NO_VALUE NotExtension ONETOMANY ORMDescriptor Optional
 PASSIVE_CLASS_MISMATCH PASSIVE_MERGE PASSIVE_NO_FETCH PASSIVE_NO_FETCH_RELATED PASSIVE_NO_INITIALIZE
 PASSIVE_NO_RESULT PASSIVE_OFF PASSIVE_ONLY_PERSISTENT PASSIVE_RETURN_NEVER_SET PASSIVE_RETURN_NO_VALUE PassiveFlag
 RELATED_OBJECT_OK RelationshipDirection SQLColumnExpression SQLCoreOperations SQLORMExpression SQLORMOperations
 SQL_OK TYPE_CHECKING Tuple Type TypeVar TypingOnly Union Unmapped WriteOnlyMapped annotations attribute_str cast
 class_mapper entity_str exc expression insp_is_mapper inspection instance_dict instance_state instance_str
 manager_of_class no_type_check object_mapper object_state operator opt_manager_of_class overload roles sa_exc
 state_attribute_str state_class_str state_str typing util
sqlalchemy.orm.bulk_persistence: AbstractORMCompileState Any BulkORMDelete BulkORMInsert BulkORMUpdate
 BulkUDCompileState CompileState DeleteDMLState Dialect Dict EMPTY_DICT FromStatement InsertDMLState Iterable Literal
 NO_VALUE ORMDMLState ORMFromStatementCompileState Optional Options PropComparator QueryContext TYPE_CHECKING TupleAny
 TypeVar Union Unpack UpdateDMLState annotations attributes cast coercions context dml evaluator expression loading
 orm_exc overload persistence roles sa_exc select sqltypes util
sqlalchemy.orm.clsregistry: Any Callable CallableReference ClsRegistryToken ColumnProperty Dict Generator Iterable
 List Mapping MutableMapping NoReturn Optional Set SynonymProperty TYPE_CHECKING Tuple Type TypeVar Union add_class
 annotations attributes cast class_mapper exc inspection interfaces re remove_class util weakref
sqlalchemy.orm.collections: Any Callable Collection CollectionAdapter Dict InstrumentedDict InstrumentedList
 InstrumentedSet Iterable KeyFuncDict List MappedCollection NO_ARG NO_KEY NoReturn Optional Protocol Set TYPE_CHECKING
 Tuple Type TypeVar Union annotations attribute_keyed_dict attribute_mapped_collection base bulk_replace cast
 coercions collection collection_adapter column_keyed_dict column_mapped_collection expression inspect_getfullargspec
 keyfunc_mapping mapped_collection operator prepare_instrumentation roles sa_exc threading typing util weakref
sqlalchemy.orm.context: AbstractORMCompileState AbstractSet AliasedClass Any AutoflushOnlyORMCompileState Bundle
 CacheableOptions ClauseElement ColumnClause CompileState CompoundSelectCompileState CompoundSelectState Dict
 Executable ExecutableStatement ExtendedInternalTraversal FromStatement FrozenSet Generative GroupedElement
 InternalTraversal Iterable LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_LEGACY_ORM LABEL_STYLE_NONE
 LABEL_STYLE_TABLENAME_PLUS_COL List ORMAdapter ORMColumnDescription ORMColumnsClauseRole ORMCompileState
 ORMFromStatementCompileState ORMSelectCompileState ORMStatementAdapter Optional Options PathRegistry QueryContext
 Select SelectLabelStyle SelectState Set TYPE_CHECKING TextClause Tuple TupleAny Type TypeVar TypeVarTuple
 TypedReturnsRows Union Unpack UpdateBase aliased annotations attributes cast coercions collections expression future
 inspect interfaces is_dml is_insert_update is_select_base itertools loading roles sa_exc sql sql_util util visitors
sqlalchemy.orm.decl_api: Any Callable CallableReference ClassVar Composite DCTransformDeclarative
 DeclarativeAttributeIntercept DeclarativeBase DeclarativeBaseNoMeta DeclarativeMeta Dict EventTarget FromClause
 FrozenSet Generic GenericProtocol InstanceState InstrumentedAttribute Iterable Iterator LITERAL_TYPES Literal Mapped
 MappedAsDataclass MappedClassProtocol MappedClassWithTypedColumnsProtocol MappedColumn Mapper Mapping MetaData
 ORMDescriptor Optional Protocol RegistryType RelationshipProperty SQLCoreOperations Self Set Synonym TYPE_CHECKING
 Tuple Type TypeAliasType TypeResolve TypeVar TypingOnly Union absolute_import add_mapped_attribute annotations
 as_declarative as_typed_table attributes cast clsregistry compat_typing composite de_optionalize_union_types
 declarative_base declarative_mixin declared_attr deferred dispatcher event exc flatten_newtype has_inherited_table
 hybridmethod hybridproperty inspection instrumentation interfaces is_generic is_literal is_newtype is_pep695
 itertools mapped_as_dataclass mapped_column mapperlib orm_exc overload re registry relationship sqltypes synonym
 synonym_for typing unmapped_column unmapped_dataclass util warn_deprecated weakref
sqlalchemy.orm.decl_base: Any Callable Column ColumnProperty CompositeProperty Dict InspectionAttr
 InstrumentedAttribute Iterable List MappedClassProtocol MappedColumn Mapper MapperProperty Mapping MetaData
 NamedTuple NoReturn Optional Protocol QueryableAttribute Sequence SynonymProperty TYPE_CHECKING Table Tuple Type
 TypeVar TypedColumns TypedDict Union UnmappedColumn absolute_import annotations attr_is_internal_proxy attributes
 cast class_mapper clsregistry collections dataclasses de_stringify_annotation event exc expression get_args
 instrumentation is_fwd_ref is_literal itertools mapper mapperlib orm_exc re topological util weakref
sqlalchemy.orm.dependency: DependencyProcessor DetectKeySwitch MANYTOMANY MANYTOONE ManyToManyDP ManyToOneDP ONETOMANY
 OneToManyDP annotations attributes exc mapperutil sa_exc sql sync unitofwork util
sqlalchemy.orm.deprecated_interfaces: AttributeExtension EXT_CONTINUE MapperExtension SessionExtension event util
sqlalchemy.orm.descriptor_props: Any BindParameter Callable ComparableProperty Composite CompositeProperty
 ConcreteInheritedProperty DONT_SET DescriptorProperty Dict List LoaderCallableStatus Mapped MapperProperty NoReturn
 Optional PassiveFlag PropComparator SQLORMOperations Sequence Synonym SynonymProperty TYPE_CHECKING Tuple TupleAny
 Type TypeVar Union Unpack annotations attributes de_optionalize_union_types de_stringify_annotation event expression
 get_args includes_none inspect is_dataclass is_fwd_ref is_pep593 is_union itertools operator operators orm_util
 properties query sa_exc schema sql typing util weakref
sqlalchemy.orm.dynamic: AbstractCollectionWriter Any AppenderMixin AppenderQuery CollectionHistory DynaLoader
 DynamicAttributeImpl DynamicCollectionAdapter DynamicCollectionHistory Iterable Iterator List Optional PassiveFlag
 Query TYPE_CHECKING Tuple Type TypeVar Union WriteOnlyAttributeImpl WriteOnlyHistory WriteOnlyLoader annotations
 attributes exc interfaces log mixin_user_query object_mapper object_session orm_exc orm_util overload properties
 relationships result strategies util
sqlalchemy.orm.evaluator: Concatenable EvaluatorCompiler Integer LoaderCallableStatus Numeric PassiveFlag Type
 UnevaluatableError and_ annotations exc inspect operator operators orm_exc util warn_deprecated
sqlalchemy.orm.events: Any AttributeEvents BulkDelete BulkUpdate Callable ClassManager Collection Dict EventTarget
 Generic InstanceEvents InstrumentationEvents InstrumentationFactory Iterable MapperEvents NO_KEY Optional Query
 QueryEvents QueryableAttribute RegistryEvents Sequence Session SessionEvents Set TYPE_CHECKING Type TypeVar Union
 annotations decl_api event exc inspect_getfullargspec instrumentation interfaces mapperlib scoped_session
 sessionmaker util weakref
sqlalchemy.orm.exc: Any ConcurrentModificationError DetachedInstanceError FlushError LoaderStrategyException
 MappedAnnotationError MultipleResultsFound NO_STATE NoResultFound ObjectDeletedError ObjectDereferencedError Optional
 StaleDataError TYPE_CHECKING Tuple Type TypeVar UnmappedClassError UnmappedColumnError UnmappedError
 UnmappedInstanceError annotations sa_exc util
sqlalchemy.orm.identity: Any Dict IdentityMap Iterable Iterator List NoReturn Optional Set StrongInstanceDict
 TYPE_CHECKING Tuple TypeVar WeakInstanceDict annotations attributes cast orm_util sa_exc util weakref
sqlalchemy.orm.instrumentation: Any Callable ClassManager Collection DEL_ATTR Dict EventTarget Generic HasMemoized
 InstrumentationFactory Iterable List Literal Optional Protocol Set TYPE_CHECKING Tuple Type TypeVar Union annotations
 base cast collections exc instance_dict instance_state instrumentation_finders interfaces is_instrumented
 manager_of_class opt_manager_of_class register_class state unregister_class util weakref
sqlalchemy.orm.interfaces: Any AttributeExtension Callable ClassVar Column ColumnElement ColumnOperators
 CompileStateOption CriteriaOption DONT_SET DefaultGenerator Dict EXT_CONTINUE EXT_SKIP EXT_STOP ExecutableOption
 Generic HasCacheKey InspectionAttr InspectionAttrInfo Iterator List LoaderOption LoaderStrategy MANYTOMANY MANYTOONE
 MapperExtension MapperOption MapperProperty Mapping NOT_EXTENSION NO_KEY NO_VALUE NamedTuple NoReturn NotExtension
 ONETOMANY ORMColumnDescription ORMColumnsClauseRole ORMEntityColumnsClauseRole ORMFromClauseRole ORMOption
 ORMStatementRole Optional PropComparator RODescriptorReference RelationshipDirection SQLORMOperations Sequence
 SessionExtension Set StrategizedProperty TYPE_CHECKING Tuple TupleAny Type TypeEngine TypeVar TypedDict Union Unpack
 UserDefinedOption absolute_import annotations cast collections dataclasses inspect inspection operators orm_exc
 path_registry roles sa_exc typing util visitors warn_deprecated
sqlalchemy.orm.loading: Any ChunkedIteratorResult Dict EMPTY_DICT ForUpdateArg FromStatement FrozenResult Iterable
 LABEL_STYLE_TABLENAME_PLUS_COL List Load Mapping ORMCompileState Optional PassiveFlag PostLoad QueryContext
 SelectInLoader SelectState Sequence SimpleResultMetaData TYPE_CHECKING Tuple TupleAny TypeVar Union Unpack
 absolute_import annotations attributes collections future get_from_identity instances load_on_ident
 load_on_pk_identity load_scalar_attributes merge_frozen_result merge_result orm_exc path_registry result_tuple sa_exc
 select sql_util state_str strategy_options util
sqlalchemy.orm.mapped_collection: Any Callable Dict Generic KeyFuncDict List Literal MappedCollection Missing
 MissingOr Optional Sequence TYPE_CHECKING Tuple Type TypeVar Union annotations attribute_keyed_dict
 attribute_mapped_collection base coercions collection collection_adapter column_keyed_dict column_mapped_collection
 expression keyfunc_mapping mapped_collection operator roles sa_exc util
sqlalchemy.orm.mapper: Any Callable Collection Column Deque Dict EXT_SKIP EventTarget FrozenSet Generic HasMemoized
 HasMemoized_ro_memoized_attribute InspectionAttr Iterable Iterator KeyedColumnElement LABEL_STYLE_TABLENAME_PLUS_COL
 List Literal Mapper MapperProperty Mapping MemoizedHasCacheKey NO_ATTRIBUTE ORMEntityColumnsClauseRole
 ORMFromClauseRole Optional PassiveFlag PathRegistry Sequence Set StrategizedProperty TYPE_CHECKING Table TableClause
 Tuple TupleAny Type TypeVar Union Unpack absolute_import annotations attributes cast chain class_mapper coercions
 configure_mappers deque dispatcher event expression inspection instrumentation loading log operators orm_exc orm_util
 properties reconstructor reduce roles sa_exc schema sql sql_base sql_util state_str sys threading types util
 validates visitors weakref
sqlalchemy.orm.path_registry: AbstractEntityRegistry Any CachingEntityRegistry CreatesToken Dict Final HasCacheKey
 Iterator List Literal Mapping Optional PathRegistry PathToken PropRegistry RootRegistry Sequence SlotsEntityRegistry
 TYPE_CHECKING TokenRegistry Tuple Union annotations cast chain class_mapper exc insp_is_mapper_property inspection
 is_entity is_root log logging operator orm_base overload path_is_entity path_is_property reduce util visitors
sqlalchemy.orm.persistence: BooleanClauseList BulkDelete BulkDeleteEvaluate BulkDeleteFetch BulkEvaluate BulkFetch
 BulkORMDelete BulkORMUpdate BulkUD BulkUDCompileState BulkUpdate BulkUpdateEvaluate BulkUpdateFetch CompileState
 DeleteDMLState InsertDMLState LABEL_STYLE_TABLENAME_PLUS_COL NO_VALUE ORMDMLState ORMInsert Options UpdateDMLState
 annotations attributes chain coercions delete_obj evaluator expression future groupby loading operator operators
 orm_exc post_update roles sa_exc save_obj select sql sqltypes state_str sync util zip_longest
sqlalchemy.orm.properties: Any Column ColumnProperty ComparableProperty CompositeProperty ConcreteInheritedProperty
 Dict ForeignKey List MappedColumn MappedSQLExpression MapperProperty Optional PropComparator RelationshipProperty
 SchemaConst Self Sequence Set StrategizedProperty SynonymProperty TYPE_CHECKING Tuple Type TypeEngine TypeVar Union
 Unmapped UnmappedColumn absolute_import annotations attributes cast class_mapper coercions de_optionalize_union_types
 de_stringify_annotation expression get_args includes_none is_a_type is_fwd_ref is_pep593 is_pep695 log orm_exc roles
 sa_exc strategy_options util
sqlalchemy.orm.query: AliasOption AliasedClass Any BooleanClauseList BulkDelete BulkUD BulkUpdate Bundle Callable
 ColumnCollection Dict EventTarget Executable Exists ForUpdateArg FromStatement Generative Generic GroupedElement
 HasHints HasPrefixes HasSuffixes InspectionAttr InternalTraversal Iterable Iterator LABEL_STYLE_LEGACY_ORM
 LABEL_STYLE_TABLENAME_PLUS_COL List Literal LockmodeArg Mapping ORMAdapter ORMColumnDescription ORMColumnsClauseRole
 ORMCompileState ORMFromStatementCompileState Optional PathRegistry Query QueryContext Result Row RowReturningQuery
 Select SelectBase SelectLabelStyle SelectStatementGrouping Self Sequence SupportsCloneAnnotations SupportsIndex
 TYPE_CHECKING Tuple TupleAny Type TypeVar TypeVarTuple Union Unpack aliased annotations attributes cast chain
 coercions collections_abc deprecated dispatcher elements expression inspect inspection interfaces itertools loading
 log object_mapper operator orm_exc orm_join orm_util overload persistence properties roles sa_exc sql sql_util types
 util visitors warn_deprecated with_parent with_polymorphic
sqlalchemy.orm.relationships: Any Callable CascadeOptions ClauseAdapter Collection ColumnClause ColumnElement Dict
 DynamicMapped Exists FrozenSet Generic Iterable Iterator JoinCondition List Literal LoaderCallableStatus MANYTOMANY
 MANYTOONE NamedTuple NoReturn ONETOMANY ORMBackrefArgument Optional PASSIVE_MERGE PassiveFlag PropComparator
 Relationship RelationshipDirection RelationshipProperty Sequence Set StrategizedProperty TYPE_CHECKING Tuple Type
 TypeVar Union WriteOnlyMapped abc absolute_import adapt_criterion_to_null annotations attributes cast class_mapper
 coercions collections dataclasses de_optionalize_union_types dependency expression foreign insp_is_aliased_class
 inspect is_has_collection_adapter itertools join_condition log mapperlib operators re remote
 resolve_name_to_real_class_name roles sa_exc schema selectables_overlap sql state_str strategy_options typing util
 visit_binary_product visitors weakref
sqlalchemy.orm.scoping: Any Callable Dict Generic Iterable Iterator Mapping Never Optional Protocol
 QueryPropertyDescriptor ScopedRegistry ScopedSession ScopedSessionMixin Sequence Session TYPE_CHECKING
 ThreadLocalRegistry Tuple TupleAny Type TypeVar TypeVarTuple Union Unpack annotations class_mapper clslevel
 create_proxy_methods instrument makeprop meth orm_exc overload prop sa_exc scoped_session util warn warn_deprecated
sqlalchemy.orm.session: ACTIVE Any CLOSED COMMITTED Callable CompileState Connection DEACTIVE Dict Engine Enum
 EventTarget ForUpdateArg FromStatement FrozenSet Generic IdentityMap IdentitySet Inspectable InstanceState Iterable
 Iterator JoinTransactionMode LABEL_STYLE_TABLENAME_PLUS_COL List Literal LoaderCallableStatus Mapping Never NoReturn
 ORMCompileState ORMExecuteState Optional PREPARED PROVISIONING_CONNECTION PassiveFlag Protocol Query Select Sequence
 Session SessionExtension SessionTransaction SessionTransactionOrigin SessionTransactionState Set TYPE_CHECKING Table
 TableClause TransactionalContext Tuple TupleAny Type TypeVar TypeVarTuple UOWTransaction Union Unpack annotations
 attributes bulk_persistence cast close_all_sessions coercions context contextlib deprecated_params descriptor_props
 dispatcher dml engine exc expression identity insp_is_mapper inspect instance_str is_composite_class is_orm_option
 is_user_defined_option itertools loading make_transient make_transient_to_detached object_mapper object_session
 object_state overload persistence query roles sa_exc sessionmaker sql sql_util state_str statelib sys typing util
 visitors weakref
sqlalchemy.orm.state: ATTR_WAS_SET Any AttributeState Callable Dict Generic INIT_OK InstanceState Iterable Literal
 LoaderCallableStatus NEVER_SET NO_VALUE Optional PASSIVE_NO_INITIALIZE PASSIVE_NO_RESULT PASSIVE_OFF PathRegistry
 PendingCollection Protocol SQL_OK Set TYPE_CHECKING Tuple TupleAny Union Unpack annotations base inspection
 interfaces is_collection_impl orm_exc sa_exc util weakref
sqlalchemy.orm.state_changes: Any Callable Enum Iterator Literal NoReturn Optional Tuple TypeVar Union annotations
 cast contextlib sa_exc util
sqlalchemy.orm.strategies: ATTR_WAS_SET AbstractRelationshipLoader AliasedClass Any ColumnLoader DeferredColumnLoader
 Dict DoNothingLoader ExpressionColumnLoader ImmediateLoader InstanceState JoinedLoader LABEL_STYLE_TABLENAME_PLUS_COL
 LazyLoader Literal Load LoadDeferredColumns LoadLazyAttribute LoaderCallableStatus LoaderStrategy NoLoader
 ORMCompileState ORMSelectCompileState Optional PASSIVE_OFF PassiveFlag PostLoader QueryContext Select SelectInLoader
 StrategizedProperty SubqueryLoader TYPE_CHECKING Tuple UninstrumentedColumnLoader Union absolute_import aliased
 annotations attributes collections event inspect interfaces itertools loading log orm_exc orm_util path_registry
 properties query relationships sa_exc single_parent_validator sql sql_util unitofwork util visitors
sqlalchemy.orm.strategy_options: AbstractEntityRegistry AliasedInsp Any Callable Dict Final Generative InspectionAttr
 Iterable Literal Load LoaderOption MapperOption MapperProperty Optional PathRegistry PropComparator
 QueryableAttribute Self Sequence TokenRegistry Tuple Type TypeVar Union and_ annotations cache_key cast coercions
 contains_eager defaultload defer entity_str immediateload insp_is_aliased_class insp_is_attribute insp_is_mapper
 insp_is_mapper_property inspect joinedload joinedload_all lazyload lazyload_all load_only loader_option
 loader_unbound_fn noload orm_util overload path_is_property raiseload roles sa_exc selectin_polymorphic selectinload
 selectinload_all sql_expr subqueryload subqueryload_all traversals typing undefer undefer_group util visitors
 with_expression
sqlalchemy.orm.sync: PassiveFlag annotations attributes bulk_populate_inherit_keys clear exc orm_util populate
 populate_dict source_modified update util
sqlalchemy.orm.unitofwork: Any DeleteAll DeleteState Dict IterateMappersMixin Optional PostSortRec PostUpdateAll
 Preprocess ProcessAll ProcessState SaveUpdateAll SaveUpdateState Set TYPE_CHECKING UOWTransaction annotations
 attributes event orm_exc orm_util persistence topological track_cascade_events util
sqlalchemy.orm.writeonly: ATTR_EMPTY AbstractCollectionWriter Any Collection DONT_SET Delete Dict
 DynamicCollectionAdapter Generic Insert Iterable Iterator List Literal NEVER_SET NoReturn Optional PassiveFlag
 RelationshipDirection TYPE_CHECKING Tuple Type TypeVar Union Update WriteOnlyAttributeImpl WriteOnlyCollection
 WriteOnlyHistory WriteOnlyLoader annotations attributes bindparam delete exc insert inspect interfaces log
 object_mapper overload relationships select strategies update util
sqlalchemy.pool: AssertionPool AsyncAdaptedQueuePool ConnectionPoolEntry FallbackAsyncAdaptedQueuePool
 ManagesConnection NullPool Pool PoolProxiedConnection PoolResetState QueuePool SingletonThreadPool StaticPool base
 clear_managers dbapi_proxy events impl manage reset_commit reset_none reset_rollback
sqlalchemy.pool.base: Any Callable ConnectionPoolEntry Deque Dict Enum List Literal ManagesConnection Optional Pool
 PoolProxiedConnection PoolResetState Protocol ResetStyle Self TYPE_CHECKING Tuple Union annotations cast dataclasses
 deque event exc interfaces log reset_commit reset_none reset_rollback threading time typing util weakref
sqlalchemy.pool.dbapi_proxy: QueuePool clear_managers manage proxies threading util
sqlalchemy.pool.events: Any ConnectionPoolEntry Engine Optional Pool PoolEvents PoolProxiedConnection PoolResetState
 Type Union annotations event typing util
sqlalchemy.pool.impl: Any AssertionPool AsyncAdaptedQueuePool ConnectionPoolEntry FallbackAsyncAdaptedQueuePool List
 Literal NullPool Optional Pool PoolProxiedConnection QueuePool Set SingletonThreadPool StaticPool TYPE_CHECKING Type
 Union annotations cast chop_traceback exc sqla_queue threading traceback typing util weakref
sqlalchemy.processors: DecimalResultProcessor UnicodeResultProcessor codecs datetime int_to_boolean py_fallback re
 str_to_date str_to_datetime str_to_datetime_processor_factory str_to_time to_conditional_unicode_processor_factory
 to_decimal_processor_factory to_float to_str to_unicode_processor_factory util
sqlalchemy.schema: AddConstraint BLANK_SCHEMA BaseDDLElement CheckConstraint CheckFirst Column
 ColumnCollectionConstraint ColumnCollectionMixin ColumnDefault Computed Constraint CreateColumn CreateIndex
 CreateSchema CreateSequence CreateTable CreateTableAs CreateView DDL DDLBase DDLElement DefaultClause
 DefaultGenerator DropColumnComment DropConstraint DropConstraintComment DropIndex DropSchema DropSequence DropTable
 DropTableComment DropView ExecutableDDLElement FetchedValue ForeignKey ForeignKeyConstraint ForeignKeyTarget
 HasConditionalDDL Identity IdentityOptions Index InvokeDDLBase MetaData Named PassiveDefault PrimaryKeyConstraint
 SchemaConst SchemaItem SchemaVisitable SchemaVisitor Sequence SetColumnComment SetConstraintComment SetTableComment
 Table ThreadLocalMetaData TypedColumns UniqueConstraint annotations conv insert_sentinel sort_tables
 sort_tables_and_constraints
sqlalchemy.sql: Alias Any BaseDDLElement COLLECT_CARTESIAN_PRODUCTS CheckFirst ClauseElement ClauseVisitor
 ColumnCollection ColumnElement ColumnExpressionArgument CompoundSelect DDL DDLElement Delete Executable
 ExecutableDDLElement ExecutableStatement FROM_LINTING False_ FromClause Insert Join LABEL_STYLE_DEFAULT
 LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL LambdaElement NO_LINTING NotNullable
 Nullable SQLColumnExpression Select SelectLabelStyle Selectable StatementLambdaElement Subquery SyntaxExtension
 TString TYPE_CHECKING TableClause TableSample TableValuedAlias TableValuedColumn TextClause True_ Update Values
 WARN_LINTING WriteableColumnCollection aggregate_order_by alias all_ and_ annotation any_ asc base between bindparam
 cache_key case cast coercions collate column compiler crud cte ddl default_comparator delete desc distinct dml
 elements events except_ except_all exists expression extract false from_dml_column func funcfilter functions insert
 intersect intersect_all join label lambda_stmt lambdas lateral literal literal_column modifier naming not_ null
 nulls_first nulls_last nullsfirst nullslast operators or_ outerjoin outparam over quoted_name roles schema select
 selectable sqltypes subquery table tablesample text traversals true try_cast tstring tuple_ type_api type_coerce
 union union_all update util values visitors within_group
sqlalchemy.sql.annotation: Annotated AnnotatedAggregateOrderBy AnnotatedAlias AnnotatedAliasedReturnsRows
 AnnotatedAnsiFunction AnnotatedAsBoolean AnnotatedBinaryExpression AnnotatedBindParameter AnnotatedBooleanClauseList
 AnnotatedCTE AnnotatedCase AnnotatedCast AnnotatedClauseList AnnotatedCollationClause AnnotatedCollectionAggregate
 AnnotatedCollectionAggregateFunction AnnotatedColumn AnnotatedColumnClause AnnotatedColumnElement
 AnnotatedCompoundSelect AnnotatedDMLTargetCopy AnnotatedExists AnnotatedExpressionClauseList AnnotatedExtract
 AnnotatedFalse_ AnnotatedFromClause AnnotatedFromClauseAlias AnnotatedFromGrouping AnnotatedFunction
 AnnotatedFunctionAsBinary AnnotatedFunctionElement AnnotatedFunctionFilter AnnotatedGenerativeSelect
 AnnotatedGenericFunction AnnotatedGrouping AnnotatedIndexExpression AnnotatedJoin AnnotatedKeyedColumnElement
 AnnotatedLabel AnnotatedLateral AnnotatedLateralFromClause AnnotatedNamedColumn AnnotatedNamedFromClause
 AnnotatedNamedFromGrouping AnnotatedNull AnnotatedOperatorExpression AnnotatedOrderedSetAgg AnnotatedOver
 AnnotatedReturnTypeFromArgs AnnotatedReturnTypeFromOptionalArgs AnnotatedScalarFunctionColumn AnnotatedScalarSelect
 AnnotatedScalarValues AnnotatedSelect AnnotatedSelectBase AnnotatedSlice AnnotatedSubquery AnnotatedTable
 AnnotatedTableClause AnnotatedTableSample AnnotatedTableValuedAlias AnnotatedTableValuedColumn AnnotatedTextAsFrom
 AnnotatedTrue_ AnnotatedTryCast AnnotatedTuple AnnotatedTypeCoerce AnnotatedUnaryExpression AnnotatedValues
 AnnotatedWithinGroup AnnotatedWrapsColumnExpression Annotated_CompileLabel Annotated_OffsetLimitParam
 Annotated_OverrideBinds Annotated_label_reference Annotated_multiparam_column Annotated_textual_label_reference
 Annotatedaggregate_strings Annotatedall_ Annotatedany_ Annotatedarray_agg Annotatedchar_length Annotatedcoalesce
 Annotatedconcat Annotatedcount Annotatedcube Annotatedcume_dist Annotatedcurrent_date Annotatedcurrent_time
 Annotatedcurrent_timestamp Annotatedcurrent_user Annotateddense_rank Annotatedgrouping_sets Annotatedlocaltime
 Annotatedlocaltimestamp Annotatedmax Annotatedmin Annotatedmode Annotatednext_value Annotatednow
 Annotatedpercent_rank Annotatedpercentile_cont Annotatedpercentile_disc Annotatedpow Annotatedrandom Annotatedrank
 Annotatedrollup Annotatedsession_user Annotatedsome Annotatedsum Annotatedsysdate Annotateduser Any Callable Dict
 EMPTY_ANNOTATIONS ExternallyTraversible FrozenSet HasCacheKey InternalTraversal Literal Mapping Optional Self
 Sequence SupportsAnnotations SupportsCloneAnnotations SupportsWrappingAnnotations TYPE_CHECKING Tuple Type TypeVar
 annotated_classes annotations anon_map cast itemgetter operators overload typing util
sqlalchemy.sql.base: Any CacheableOptions Callable ClauseVisitor Collection ColumnCollection ColumnSet CompileState
 DedupeColumnCollection DialectKWArgConst DialectKWArgs Dict EMPTY_DICT Enum Executable ExecutableOption
 ExecutableStatement ExtendedInternalTraversal ExternallyTraversible Final FrozenSet Generative Generator Generic
 HasCacheKey HasCompileState HasCopyInternals HasMemoized HasSyntaxExtensions Immutable ImmutableColumnCollection
 InPlaceGenerative InternalTraversal Iterable Iterator List Mapping MemoizedHasCacheKey MutableMapping NO_ARG
 NamedTuple NoReturn Optional Options PARSE_AUTOCOMMIT Protocol ReadOnlyColumnCollection SchemaEventTarget
 SchemaVisitable SchemaVisitor Self Sequence Set SingletonConstant SyntaxExtension TYPE_CHECKING Tuple Type TypeGuard
 TypeVar TypeVarTuple Union Unpack WriteableColumnCollection annotations cast coercions collections compat_typing
 elements event exc hybridmethod itertools operator overload prefix_anon_map re roles type_api util visitors
 warn_deprecated zip_longest
sqlalchemy.sql.cache_key: ANON_NAME Any CACHE_IN_PLACE CALL_GEN_CACHE_KEY CacheConst CacheKey CacheTraverseTarget
 Callable Dict Final HasCacheKey HasCacheKeyTraverse HasMemoized HasTraversalDispatch HasTraverseInternals
 InternalTraversal Iterable Iterator List Literal MemoizedHasCacheKey MutableMapping NO_CACHE NamedTuple Optional
 PROPAGATE_ATTRS Protocol STATIC_CACHE_KEY Sequence SlotsMemoizedHasCacheKey Tuple Type Union annotations anon_map
 cast enum inspect prefix_anon_map typing util zip_longest
sqlalchemy.sql.coercions: AnonymizedFromClauseImpl Any BinaryElementImpl ByOfImpl Callable ColumnArgumentImpl
 ColumnArgumentOrKeyImpl ColumnsClauseImpl CompoundElementImpl ConstExprImpl DDLConstraintColumnImpl DDLExpressionImpl
 DDLReferredColumnImpl DMLColumnImpl DMLSelectImpl DMLTableImpl Dict ExecutableOption ExecutableOptionImpl
 ExpressionElementImpl FromClauseImpl GroupByImpl HasCTEImpl HasCacheKey HasCacheKeyImpl InElementImpl IsCTEImpl
 Iterable Iterator JoinTargetImpl LabeledColumnExprImpl LimitOffsetImpl List Literal LiteralValueImpl NoReturn
 OnClauseImpl Optional Options OrderByImpl ReturnsRowsImpl RoleImpl SelectStatementImpl Sequence StatementImpl
 StatementOptionImpl StrAsPlainColumnImpl StrictFromClauseImpl SyntaxExtensionImpl TStringElementImpl TYPE_CHECKING
 TruncatedLabelImpl Tuple Type TypeVar Union Visitable WhereHavingImpl annotations cast cls collections_abc ee_impl
 elements exc expect expect_as_key expect_col_expression_collection impl inspection is_from_clause lambdas name
 numbers operators overload py_type re roles schema selectable sqltypes traversals typing util visitors
sqlalchemy.sql.compiler: AbstractSet AggregateOrderByStyle Any BIND_PARAMS BIND_PARAMS_ESC BIND_TEMPLATES
 COLLECT_CARTESIAN_PRODUCTS COMPOUND_KEYWORDS Callable ClassVar Compiled CompilerState DDLCompiler Dict EXTRACT_MAP
 ExpandedState FK_INITIALLY FK_ON_DELETE FK_ON_UPDATE FROM_LINTING FUNCTIONS FastIntFlag Final FromLinter FrozenSet
 GenericTypeCompiler ILLEGAL_INITIAL_CHARACTERS IdentifierPreparer InsertmanyvaluesSentinelOpts IntEnum Iterable
 Iterator LEGAL_CHARACTERS LEGAL_CHARACTERS_PLUS_SPACE Linting List Literal Mapping MutableMapping NO_ARG NO_LINTING
 NamedTuple NoReturn OPERATORS Optional Pattern Protocol RESERVED_WORDS RM_NAME RM_OBJECTS RM_RENDERED_NAME RM_TYPE
 ResultColumnsEntry SQLCompiler SQL_KEYWORD_PHRASE Self Sequence Set StrSQLCompiler StrSQLTypeCompiler TYPE_CHECKING
 Tuple TupleAny TupleType Type TypeCompiler TypedDict Union Unpack WARN_LINTING aggregate_orderby_inline annotations
 base cast coercions collections collections_abc contextlib crud elements exc functions functools
 ilike_case_insensitive is_column_element is_dml itertools operator operators perf_counter prefix_anon_map quoted_name
 re roles schema selectable sql_util sqltypes typing util visitors
sqlalchemy.sql.crud: Any Callable ColumnClause Dict ISDELETE ISINSERT ISUPDATE Iterable List Literal MutableMapping
 NamedTuple Optional REQUIRED Select Sequence Set TYPE_CHECKING TableClause Tuple Union annotations cast coercions
 default_is_clause_element default_is_sequence dml elements exc functools operator overload re roles util
sqlalchemy.sql.ddl: AddConstraint Any BaseDDLElement Callable CheckFirst ClauseElement CreateColumn CreateConstraint
 CreateIndex CreateSchema CreateSequence CreateTable CreateTableAs CreateView DDL DDLBase DDLElement DDLIf
 DDLIfCallable DialectKWArgs DropColumnComment DropConstraint DropConstraintComment DropIndex DropSchema DropSequence
 DropTable DropTableComment DropView Executable ExecutableDDLElement Flag Generic InvokeCreateDDLBase InvokeDDLBase
 InvokeDropDDLBase Iterable List NO_ARG Optional Protocol SchemaDropper SchemaGenerator SchemaVisitor SelectBase Self
 SetColumnComment SetConstraintComment SetTableComment TableClause TableCreateDDL TableDropDDL Tuple TypeVar Union
 annotations auto coercions contextlib event exc roles sort_tables sort_tables_and_constraints sql_util topological
 typing typing_Sequence util
sqlalchemy.sql.default_comparator: Alias Any BinaryExpression BindParameter Callable ClauseElement ClauseList
 CollationClause CollectionAggregate ColumnElement Dict ExpressionClauseList False_ NoReturn Null OperatorExpression
 OperatorType Optional ScalarSelect SelectBase Selectable TextClause True_ Tuple Type UnaryExpression Union Visitable
 and_ annotations coercions collate exc functions operator_lookup operators or_ roles type_api typing util
sqlalchemy.sql.dml: Alias Any BooleanClauseList ClauseElement ColumnClause ColumnCollection ColumnElement ColumnSet
 CompileState DMLState DMLWhereBase Delete DeleteDMLState DialectKWArgs Dict Executable ExecutableReturnsRows
 ExecutableStatement FromClause Generative HasCTE HasCompileState HasPrefixes HasSyntaxExtensions Insert
 InsertDMLState InternalTraversal Iterable Join List Literal MutableMapping NoReturn Null NullType Optional
 ReturningDelete ReturningInsert ReturningUpdate ReturnsRows SelectLabelStyle Self Sequence Set SyntaxExtension
 TYPE_CHECKING TableClause Tuple TupleAny Type TypeGuard TypeVar TypeVarTuple TypedReturnsRows Union Unpack Update
 UpdateBase UpdateDMLState ValuesBase WriteableColumnCollection and_ annotations cast coercions collections_abc exc
 is_column_element is_named_from_clause isdelete isinsert isupdate operator overload roles sql_util util
sqlalchemy.sql.elements: AbstractSet AbstractTextClause AggregateOrderBy Annotated AnnotatedColumnElement Any
 AsBoolean BinaryExpression BindParameter BooleanClauseList Callable Case Cast ClauseElement ClauseList
 CollationClause CollectionAggregate ColumnClause ColumnElement ColumnOperators CompilerColumnElement CompilerElement
 DMLTargetCopy DQLDMLClauseElement Decimal Dict ElementList Enum Executable ExecutableStatement ExpressionClauseList
 ExternallyTraversible Extract False_ FrameClause FrameClauseType FrozenSet FunctionFilter Generative Generic
 GroupedElement Grouping HasCopyInternals HasMemoized HasMemoized_ro_memoized_attribute Immutable IndexExpression
 InternalTraversal Iterable Iterator KeyedColumnElement Label List Literal Mapping MemoizedHasCacheKey NO_ARG NO_CACHE
 NamedColumn Null OperatorClass OperatorExpression Optional OrderByList Over PARSE_AUTOCOMMIT ParamSpec RANGE_CURRENT
 RANGE_UNBOUNDED ReleaseSavepointClause RollbackToSavepointClause SQLColumnExpression SQLCoreOperations
 SavepointClause Self Sequence Set SingletonConstant Slice SupportsWrappingAnnotations TString TYPE_CHECKING
 TableValuedColumn Template TextClause Traversible True_ TryCast Tuple TupleAny Type TypeClause TypeCoerce TypeVar
 TypingOnly UnaryExpression Union Unpack Visitable WithinGroup WrapsColumnExpression and_ annotations between cast
 cloned_traverse coercions collate conv deprecated exc has_schema_attr inspection is_named_from_clause is_quoted_name
 is_tuple_type itertools literal literal_column not_ numbers operator operators or_ outparam overload quoted_name re
 roles traversals traverse type_api typing typing_Tuple unicode_literals util
sqlalchemy.sql.events: Any DDLEvents SchemaEventTarget TYPE_CHECKING annotations event
sqlalchemy.sql.expression: AggregateOrderBy Alias AliasedReturnsRows BinaryExpression BindParameter BooleanClauseList
 CTE CacheKey Case Cast ClauseElement ClauseList CollectionAggregate ColumnClause ColumnCollection ColumnElement
 ColumnExpressionArgument ColumnOperators CompoundSelect DMLTargetCopy Delete Executable ExecutableStatement Exists
 ExpressionClauseList Extract False_ FrameClause FrameClauseType FromClause FromGrouping Function FunctionElement
 FunctionFilter Generative GenerativeSelect Grouping HasCTE HasPrefixes HasSuffixes Insert Join LABEL_STYLE_DEFAULT
 LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE LABEL_STYLE_TABLENAME_PLUS_COL Label LambdaElement Lateral Null
 OperatorClass Operators OrderByList Over PARSE_AUTOCOMMIT ReleaseSavepointClause ReturnsRows
 RollbackToSavepointClause SQLColumnExpression SavepointClause ScalarSelect ScalarValues Select SelectBase
 SelectLabelStyle Selectable StatementLambdaElement Subquery TString TableClause TableSample TableValuedAlias
 TableValuedColumn TextAsFrom TextClause TextualSelect True_ TryCast Tuple TypeClause TypeCoerce UnaryExpression
 Update UpdateBase Values ValuesBase Visitable WithinGroup WriteableColumnCollection aggregate_order_by alias all_
 and_ annotations any_ asc between bindparam bitwise_not case cast collate column cte custom_op delete desc distinct
 except_ except_all exists extract false from_dml_column func funcfilter insert intersect intersect_all join label
 lambda_stmt lateral literal literal_column modifier not_ null nulls_first nulls_last nullsfirst nullslast or_
 outerjoin outparam over public_factory quoted_name select subquery table tablesample text true try_cast tstring
 tuple_ type_coerce union union_all update values within_group
sqlalchemy.sql.functions: AggregateOrderBy Alias AnsiFunction Any BinaryExpression BindParameter Cast ClauseList
 CollectionAggregateFunction ColumnCollection ColumnElement Dict Executable ExecutableStatement Extract FromClause
 Function FunctionAsBinary FunctionElement FunctionFilter Generative GenericFunction Grouping HasMemoized
 InternalTraversal List Mapping NamedColumn Optional OrderedSetAgg Over ReadOnlyColumnCollection ReturnTypeFromArgs
 ReturnTypeFromOptionalArgs ScalarFunctionColumn Select Sequence TYPE_CHECKING TableValueType TableValuedAlias
 TraversibleType Tuple Type TypeAlias TypeEngine TypeVar Union VisitableType WithinGroup WriteableColumnCollection
 aggregate_strings all_ annotation annotations any_ array_agg cast char_length coalesce coercions concat count cube
 cume_dist current_date current_time current_timestamp current_user datetime decimal dense_rank func grouping_sets
 is_table_value_type literal_column localtime localtimestamp max min mode modifier next_value now operators overload
 percent_rank percentile_cont percentile_disc pow random rank register_function roles rollup schema session_user some
 sqltypes sqlutil sum sysdate type_api user util
sqlalchemy.sql.lambdas: AnalyzedCode AnalyzedFunction Any CacheConst Callable CodeType ColumnOperators
 DeferredLambdaElement Executable ExecutableStatement LambdaElement LambdaOptions LinkedLambdaElement List Literal
 MutableMapping NonAnalyzedFunction NullLambdaStatement Optional Options PyWrapper StatementLambdaElement
 TYPE_CHECKING Tuple Type TypeVar Union annotations cast coercions collections_abc compat elements exc insp inspect
 inspection itertools lambda_stmt operator roles schema sys threading traversals types util visitors weakref
sqlalchemy.sql.naming: CheckConstraint Column Constraint ConventionDict ForeignKeyConstraint Index
 PrimaryKeyConstraint Table UniqueConstraint annotations conv event events exc re
sqlalchemy.sql.operators: Any Callable ColumnOperators Dict Flag Generic Hashable IntEnum Literal OperatorClass
 OperatorType Operators Optional OrderingOperators Protocol Set TYPE_CHECKING Tuple Type TypeVar Union add all_op and_
 annotations any_op as_ asc_op auto between_op bitwise_and_op bitwise_lshift_op bitwise_not_op bitwise_or_op
 bitwise_rshift_op bitwise_xor_op cast collate comma_op commutative_op comparison_op concat_op contains contains_op
 custom_op desc_op distinct_op div empty_in_op empty_notin_op endswith_op eq exc exists filter_op floordiv from_
 function_as_comparison_op ge getitem gt icontains_op iendswith_op ilike_op in_op inv is_ is_associative is_boolean
 is_commutative is_comparison is_distinct_from is_false is_natural_self_precedent is_not is_not_distinct_from
 is_order_by_modifier is_ordering_modifier is_precedent is_true isfalse isnot isnot_distinct_from istartswith_op
 istrue json_getitem_op json_path_getitem_op le like_op lshift lt match_op matmul mirror mod mul ne neg not_between_op
 not_contains_op not_endswith_op not_icontains_op not_iendswith_op not_ilike_op not_in_op not_istartswith_op
 not_like_op not_match_op not_regexp_match_op not_startswith_op notbetween_op notcontains_op notendswith_op
 notilike_op notin_op notlike_op notmatch_op notstartswith_op null_op nulls_first_op nulls_last_op nullsfirst_op
 nullslast_op op or_ overload pow_ regexp_match_op regexp_replace_op rshift startswith_op sub truediv typing util
sqlalchemy.sql.roles: AllowsLambdaRole AnonymizedFromClauseRole Any BinaryElementRole ByOfRole ColumnArgumentOrKeyRole
 ColumnArgumentRole ColumnListRole ColumnsClauseRole CompoundElementRole ConstExprRole DDLConstraintColumnRole
 DDLExpressionRole DDLReferredColumnRole DDLRole DMLColumnRole DMLRole DMLSelectRole DMLTableRole ExecutableOptionRole
 ExpressionElementRole FromClauseRole Generic GroupByRole HasCTERole HasCacheKeyRole InElementRole IsCTERole
 JoinTargetRole LabeledColumnExprRole LimitOffsetRole Literal LiteralValueRole OnClauseRole Optional OrderByRole
 ReturnsRowsRole SQLRole SelectStatementRole StatementOptionRole StatementRole StrAsPlainColumnRole
 StrictFromClauseRole StringRole StructuralRole SyntaxExtensionRole TStringElementRole TYPE_CHECKING
 TruncatedLabelRole TypeVar TypedColumnsClauseRole UsesInspection WhereHavingRole annotations util
sqlalchemy.sql.schema: ABC Any BLANK_SCHEMA Callable CallableColumnDefault CheckConstraint CheckFirst ClassVar
 ClauseElement Collection Column ColumnClause ColumnCollection ColumnCollectionConstraint ColumnCollectionMixin
 ColumnDefault ColumnElement ColumnElementColumnDefault Computed Constraint DEFAULT_NAMING_CONVENTION
 DedupeColumnCollection DefaultClause DefaultGenerator DialectKWArgs Dict Enum Executable ExternallyTraversible
 FetchedValue Final ForeignKey ForeignKeyConstraint ForeignKeyTarget HasConditionalDDL HasMemoized HasSchemaAttr
 Identity IdentityOptions Index InternalTraversal Iterable Iterator List Literal Mapping MetaData NULL_UNSPECIFIED
 Named NamedTuple NoReturn Optional PassiveDefault PrimaryKeyConstraint Protocol RETAIN_SCHEMA
 ScalarElementColumnDefault SchemaConst SchemaEventTarget SchemaItem SchemaVisitable Self Sequence Set TYPE_CHECKING
 Table TableClause TextClause ThreadLocalMetaData Tuple Type TypeGuard TypeVar TypedColumns TypedDict Union
 UniqueConstraint WriteableColumnCollection absolute_import annotations cast coercions collections ddl
 default_is_clause_element default_is_scalar default_is_sequence event exc insert_sentinel inspection operator
 overload quoted_name roles sqlalchemy to_instance type_api typing util visitors
sqlalchemy.sql.selectable: AbstractSet Alias AliasedReturnsRows Annotated AnnotatedFromClause Any BindParameter
 BooleanClauseList CTE CacheableOptions Callable ClauseElement ClauseList Collection ColumnClause ColumnCollection
 ColumnElement ColumnSet CompileState CompoundSelect CompoundSelectState DQLDMLClauseElement DedupeColumnCollection
 DeprecatedSelectBaseGenerations DeprecatedSelectGenerations DialectKWArgs Dict Enum Executable ExecutableReturnsRows
 ExecutableStatement Exists ForUpdateArg ForUpdateParameter FromClause FromClauseAlias FromGrouping Generative
 GenerativeSelect Generic GroupedElement Grouping HasCTE HasCompileState HasHints HasMemoized
 HasMemoized_ro_memoized_attribute HasPrefixes HasRowPos HasSuffixes HasSyntaxExtensions Immutable InternalTraversal
 Iterable Iterator Join LABEL_STYLE_DEFAULT LABEL_STYLE_DISAMBIGUATE_ONLY LABEL_STYLE_NONE
 LABEL_STYLE_TABLENAME_PLUS_COL Lateral LateralFromClause List Literal NULLTYPE NamedFromClause NamedFromGrouping
 NamedTuple NoInit NoReturn OperatorType Optional Protocol ReturnsRows ScalarSelect ScalarValues Select SelectBase
 SelectLabelStyle SelectState SelectStatementGrouping Selectable SelectsRows Self Sequence Set Subquery
 SupportsCloneAnnotations SyntaxExtension TODO_Any TYPE_CHECKING TableClause TableSample TableValuedAlias
 TableValuedColumn TextAsFrom TextClause TextualSelect True_ Tuple TupleAny Type TypeVar TypedReturnsRows
 UnaryExpression Union Unpack Values Visitable WriteableColumnCollection and_ annotations attrgetter cache_key cast
 coercions collections elem exc inspect inspection is_column_element is_select_statement is_subquery is_table
 is_text_clause itertools literal_column operator operators os overload prefix_anon_map roles subquery traversals
 type_api util visitors warn_deprecated
sqlalchemy.sql.sqltypes: ARRAY Any BIGINT BINARY BLOB BOOLEAN BOOLEANTYPE BigInteger Binary Boolean CHAR CLOB Callable
 Concatenable DATE DATETIME DATETIME_TIMEZONE DECIMAL DOUBLE DOUBLE_PRECISION Date DateTime Dict Double Emulated Enum
 FLOAT Float Generic HasCacheKey HasExpressionLookup INDEXABLE INT INTEGER INTEGERTYPE Indexable Integer
 InternalTraversal Interval Iterable JSON LargeBinary List Literal MATCHTYPE Mapping MatchType NCHAR NO_ARG NULLTYPE
 NUMERIC NUMERICTYPE NVARCHAR NativeForEmulated NullType Numeric NumericCommon OperatorClass Optional OrderedDict
 PickleType REAL SMALLINT STRINGTYPE SchemaEventTarget SchemaType Sequence Slice SmallInteger String TABLEVALUE TEXT
 TIME TIMESTAMP TIME_TIMEZONE TYPE_CHECKING TableValueType Text Time Tuple TupleAny TupleType Type TypeAlias
 TypeDecorator TypeEngine TypeEngineMixin TypeVar UUID Unicode UnicodeText Union Uuid VARBINARY VARCHAR Variant
 annotations cast codecs coercions collections_abc compat decimal deprecated_params dt elements enum event exc
 functools get_args inspection is_literal is_pep695 json langhelpers operators overload pickle processors quoted_name
 roles to_instance type_api type_coerce util warn_deprecated
sqlalchemy.sql.traversals: ANON_NAME Any CACHE_IN_PLACE CALL_GEN_CACHE_KEY COMPARE_FAILED COMPARE_SUCCEEDED CacheKey
 Callable ColIdentityComparatorStrategy Deque Dict ExtendedInternalTraversal ExternallyTraversible
 GenerativeOnTraversal HasCacheKey HasCopyInternals HasMemoized HasShallowCopy HasTraversalDispatch
 HasTraverseInternals InternalTraversal Iterable MemoizedHasCacheKey NO_CACHE Optional PROPAGATE_ATTRS SKIP_TRAVERSE
 STATIC_CACHE_KEY Self Set TraversalComparatorStrategy Tuple Type annotations anon_map collections_abc compare deque
 inspect itertools langhelpers namedtuple operator operators py37 typing util zip_longest
sqlalchemy.sql.type_api: Any BOOLEANTYPE CacheConst Callable ClassVar ColumnOperators Dict Emulated Enum ExternalType
 Generic INDEXABLE INTEGERTYPE MATCHTYPE Mapping NO_CACHE NULLTYPE NUMERICTYPE NativeForEmulated NewType OperatorClass
 Optional Protocol STRINGTYPE SchemaEventTarget Self Sequence TABLEVALUE TYPE_CHECKING Traversible TraversibleType
 Tuple Type TypeAliasType TypeDecorator TypeEngine TypeEngineMixin TypeGuard TypeVar TypedDict Union UserDefinedType
 Variant Visitable VisitableCheckKWArg VisitableType adapt_type annotations cast custom_op exc operators overload
 to_instance typing util
sqlalchemy.sql.visitors: Any Callable ClassVar ClauseVisitor CloningExternalTraversal CloningVisitor Dict Enum
 ExtendedInternalTraversal ExternalTraversal ExternallyTraversible HAS_CYEXTENSION HasTraversalDispatch
 HasTraverseInternals InternalTraversal Iterable Iterator List Literal Mapping Optional Protocol
 ReplacingCloningVisitor ReplacingExternalTraversal Self TYPE_CHECKING Traversible TraversibleType Tuple Type TypeVar
 Union Visitable VisitableType annotations anon_map cast cloned_traverse deque exc iterate iterate_depthfirst
 itertools langhelpers operator overload prefix_anon_map replacement_traverse symbol traverse traverse_depthfirst
 traverse_using typing util
sqlalchemy.types: ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Binary Boolean CHAR CLOB Concatenable DATE DATETIME
 DECIMAL DOUBLE DOUBLE_PRECISION Date DateTime Double Enum ExternalType FLOAT Float INT INTEGER Indexable Integer
 Interval JSON LargeBinary MatchType NCHAR NULLTYPE NUMERIC NVARCHAR NullType Numeric NumericCommon OperatorClass
 PickleType REAL SMALLINT STRINGTYPE SchemaType SmallInteger String TEXT TIME TIMESTAMP Text Time TupleType
 TypeDecorator TypeEngine UUID Unicode UnicodeText UserDefinedType Uuid VARBINARY VARCHAR Variant adapt_type
 annotations to_instance
sqlite3: Any Binary Blob Callable Connection Cursor DataError DatabaseError Date DateFromTicks Error Generator
 IntegrityError InterfaceError InternalError Iterable Iterator LEGACY_TRANSACTION_CONTROL Literal Mapping MaybeNone
 NotSupportedError OperationalError PARSE_COLNAMES PARSE_DECLTYPES PrepareProtocol ProgrammingError Protocol
 ReadableBuffer Row SQLITE_ABORT SQLITE_ABORT_ROLLBACK SQLITE_ALTER_TABLE SQLITE_ANALYZE SQLITE_ATTACH SQLITE_AUTH
 SQLITE_AUTH_USER SQLITE_BUSY SQLITE_BUSY_RECOVERY SQLITE_BUSY_SNAPSHOT SQLITE_BUSY_TIMEOUT SQLITE_CANTOPEN
 SQLITE_CANTOPEN_CONVPATH SQLITE_CANTOPEN_DIRTYWAL SQLITE_CANTOPEN_FULLPATH SQLITE_CANTOPEN_ISDIR
 SQLITE_CANTOPEN_NOTEMPDIR SQLITE_CANTOPEN_SYMLINK SQLITE_CONSTRAINT SQLITE_CONSTRAINT_CHECK
 SQLITE_CONSTRAINT_COMMITHOOK SQLITE_CONSTRAINT_FOREIGNKEY SQLITE_CONSTRAINT_FUNCTION SQLITE_CONSTRAINT_NOTNULL
 SQLITE_CONSTRAINT_PINNED SQLITE_CONSTRAINT_PRIMARYKEY SQLITE_CONSTRAINT_ROWID SQLITE_CONSTRAINT_TRIGGER
 SQLITE_CONSTRAINT_UNIQUE SQLITE_CONSTRAINT_VTAB SQLITE_CORRUPT SQLITE_CORRUPT_INDEX SQLITE_CORRUPT_SEQUENCE
 SQLITE_CORRUPT_VTAB SQLITE_CREATE_INDEX SQLITE_CREATE_TABLE SQLITE_CREATE_TEMP_INDEX SQLITE_CREATE_TEMP_TABLE
 SQLITE_CREATE_TEMP_TRIGGER SQLITE_CREATE_TEMP_VIEW SQLITE_CREATE_TRIGGER SQLITE_CREATE_VIEW SQLITE_CREATE_VTABLE
 SQLITE_DBCONFIG_DEFENSIVE SQLITE_DBCONFIG_DQS_DDL SQLITE_DBCONFIG_DQS_DML SQLITE_DBCONFIG_ENABLE_FKEY
 SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION SQLITE_DBCONFIG_ENABLE_QPSG
 SQLITE_DBCONFIG_ENABLE_TRIGGER SQLITE_DBCONFIG_ENABLE_VIEW SQLITE_DBCONFIG_LEGACY_ALTER_TABLE
 SQLITE_DBCONFIG_LEGACY_FILE_FORMAT SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE SQLITE_DBCONFIG_RESET_DATABASE
 SQLITE_DBCONFIG_TRIGGER_EQP SQLITE_DBCONFIG_TRUSTED_SCHEMA SQLITE_DBCONFIG_WRITABLE_SCHEMA SQLITE_DELETE SQLITE_DENY
 SQLITE_DETACH SQLITE_DONE SQLITE_DROP_INDEX SQLITE_DROP_TABLE SQLITE_DROP_TEMP_INDEX SQLITE_DROP_TEMP_TABLE
 SQLITE_DROP_TEMP_TRIGGER SQLITE_DROP_TEMP_VIEW SQLITE_DROP_TRIGGER SQLITE_DROP_VIEW SQLITE_DROP_VTABLE SQLITE_EMPTY
 SQLITE_ERROR SQLITE_ERROR_MISSING_COLLSEQ SQLITE_ERROR_RETRY SQLITE_ERROR_SNAPSHOT SQLITE_FORMAT SQLITE_FULL
 SQLITE_FUNCTION SQLITE_IGNORE SQLITE_INSERT SQLITE_INTERNAL SQLITE_INTERRUPT SQLITE_IOERR SQLITE_IOERR_ACCESS
 SQLITE_IOERR_AUTH SQLITE_IOERR_BEGIN_ATOMIC SQLITE_IOERR_BLOCKED SQLITE_IOERR_CHECKRESERVEDLOCK SQLITE_IOERR_CLOSE
 SQLITE_IOERR_COMMIT_ATOMIC SQLITE_IOERR_CONVPATH SQLITE_IOERR_CORRUPTFS SQLITE_IOERR_DATA SQLITE_IOERR_DELETE
 SQLITE_IOERR_DELETE_NOENT SQLITE_IOERR_DIR_CLOSE SQLITE_IOERR_DIR_FSYNC SQLITE_IOERR_FSTAT SQLITE_IOERR_FSYNC
 SQLITE_IOERR_GETTEMPPATH SQLITE_IOERR_LOCK SQLITE_IOERR_MMAP SQLITE_IOERR_NOMEM SQLITE_IOERR_RDLOCK SQLITE_IOERR_READ
 SQLITE_IOERR_ROLLBACK_ATOMIC SQLITE_IOERR_SEEK SQLITE_IOERR_SHMLOCK SQLITE_IOERR_SHMMAP SQLITE_IOERR_SHMOPEN
 SQLITE_IOERR_SHMSIZE SQLITE_IOERR_SHORT_READ SQLITE_IOERR_TRUNCATE SQLITE_IOERR_UNLOCK SQLITE_IOERR_VNODE
 SQLITE_IOERR_WRITE SQLITE_KEYWORDS SQLITE_LIMIT_ATTACHED SQLITE_LIMIT_COLUMN SQLITE_LIMIT_COMPOUND_SELECT
 SQLITE_LIMIT_EXPR_DEPTH SQLITE_LIMIT_FUNCTION_ARG SQLITE_LIMIT_LENGTH SQLITE_LIMIT_LIKE_PATTERN_LENGTH
 SQLITE_LIMIT_SQL_LENGTH SQLITE_LIMIT_TRIGGER_DEPTH SQLITE_LIMIT_VARIABLE_NUMBER SQLITE_LIMIT_VDBE_OP
 SQLITE_LIMIT_WORKER_THREADS SQLITE_LOCKED SQLITE_LOCKED_SHAREDCACHE SQLITE_LOCKED_VTAB SQLITE_MISMATCH SQLITE_MISUSE
 SQLITE_NOLFS SQLITE_NOMEM SQLITE_NOTADB SQLITE_NOTFOUND SQLITE_NOTICE SQLITE_NOTICE_RECOVER_ROLLBACK
 SQLITE_NOTICE_RECOVER_WAL SQLITE_OK SQLITE_OK_LOAD_PERMANENTLY SQLITE_OK_SYMLINK SQLITE_PERM SQLITE_PRAGMA
 SQLITE_PROTOCOL SQLITE_RANGE SQLITE_READ SQLITE_READONLY SQLITE_READONLY_CANTINIT SQLITE_READONLY_CANTLOCK
 SQLITE_READONLY_DBMOVED SQLITE_READONLY_DIRECTORY SQLITE_READONLY_RECOVERY SQLITE_READONLY_ROLLBACK SQLITE_RECURSIVE
 SQLITE_REINDEX SQLITE_ROW SQLITE_SAVEPOINT SQLITE_SCHEMA SQLITE_SELECT SQLITE_TOOBIG SQLITE_TRANSACTION SQLITE_UPDATE
 SQLITE_WARNING SQLITE_WARNING_AUTOINDEX Self Sequence StrOrBytesPath SupportsIndex SupportsLenAndGetItem Time
 TimeFromTicks TimestampFromTicks TracebackType TypeAlias TypeVar Unused Warning adapt adapters apilevel
 complete_statement connect converters dbapi2 disjoint_base dump enable_callback_tracebacks enable_shared_cache final
 overload paramstyle register_adapter register_converter sqlite_version sqlite_version_info sys threadsafety
 type_check_only version version_info
sqlite3.dbapi2: Binary Blob Connection Cursor DataError DatabaseError Date DateFromTicks Error Final IntegrityError
 InterfaceError InternalError LEGACY_TRANSACTION_CONTROL Literal NotSupportedError OperationalError PARSE_COLNAMES
 PARSE_DECLTYPES PrepareProtocol ProgrammingError Row SQLITE_ABORT SQLITE_ABORT_ROLLBACK SQLITE_ALTER_TABLE
 SQLITE_ANALYZE SQLITE_ATTACH SQLITE_AUTH SQLITE_AUTH_USER SQLITE_BUSY SQLITE_BUSY_RECOVERY SQLITE_BUSY_SNAPSHOT
 SQLITE_BUSY_TIMEOUT SQLITE_CANTOPEN SQLITE_CANTOPEN_CONVPATH SQLITE_CANTOPEN_DIRTYWAL SQLITE_CANTOPEN_FULLPATH
 SQLITE_CANTOPEN_ISDIR SQLITE_CANTOPEN_NOTEMPDIR SQLITE_CANTOPEN_SYMLINK SQLITE_CONSTRAINT SQLITE_CONSTRAINT_CHECK
 SQLITE_CONSTRAINT_COMMITHOOK SQLITE_CONSTRAINT_FOREIGNKEY SQLITE_CONSTRAINT_FUNCTION SQLITE_CONSTRAINT_NOTNULL
 SQLITE_CONSTRAINT_PINNED SQLITE_CONSTRAINT_PRIMARYKEY SQLITE_CONSTRAINT_ROWID SQLITE_CONSTRAINT_TRIGGER
 SQLITE_CONSTRAINT_UNIQUE SQLITE_CONSTRAINT_VTAB SQLITE_CORRUPT SQLITE_CORRUPT_INDEX SQLITE_CORRUPT_SEQUENCE
 SQLITE_CORRUPT_VTAB SQLITE_CREATE_INDEX SQLITE_CREATE_TABLE SQLITE_CREATE_TEMP_INDEX SQLITE_CREATE_TEMP_TABLE
 SQLITE_CREATE_TEMP_TRIGGER SQLITE_CREATE_TEMP_VIEW SQLITE_CREATE_TRIGGER SQLITE_CREATE_VIEW SQLITE_CREATE_VTABLE
 SQLITE_DBCONFIG_DEFENSIVE SQLITE_DBCONFIG_DQS_DDL SQLITE_DBCONFIG_DQS_DML SQLITE_DBCONFIG_ENABLE_FKEY
 SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION SQLITE_DBCONFIG_ENABLE_QPSG
 SQLITE_DBCONFIG_ENABLE_TRIGGER SQLITE_DBCONFIG_ENABLE_VIEW SQLITE_DBCONFIG_LEGACY_ALTER_TABLE
 SQLITE_DBCONFIG_LEGACY_FILE_FORMAT SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE SQLITE_DBCONFIG_RESET_DATABASE
 SQLITE_DBCONFIG_TRIGGER_EQP SQLITE_DBCONFIG_TRUSTED_SCHEMA SQLITE_DBCONFIG_WRITABLE_SCHEMA SQLITE_DELETE SQLITE_DENY
 SQLITE_DETACH SQLITE_DONE SQLITE_DROP_INDEX SQLITE_DROP_TABLE SQLITE_DROP_TEMP_INDEX SQLITE_DROP_TEMP_TABLE
 SQLITE_DROP_TEMP_TRIGGER SQLITE_DROP_TEMP_VIEW SQLITE_DROP_TRIGGER SQLITE_DROP_VIEW SQLITE_DROP_VTABLE SQLITE_EMPTY
 SQLITE_ERROR SQLITE_ERROR_MISSING_COLLSEQ SQLITE_ERROR_RETRY SQLITE_ERROR_SNAPSHOT SQLITE_FORMAT SQLITE_FULL
 SQLITE_FUNCTION SQLITE_IGNORE SQLITE_INSERT SQLITE_INTERNAL SQLITE_INTERRUPT SQLITE_IOERR SQLITE_IOERR_ACCESS
 SQLITE_IOERR_AUTH SQLITE_IOERR_BEGIN_ATOMIC SQLITE_IOERR_BLOCKED SQLITE_IOERR_CHECKRESERVEDLOCK SQLITE_IOERR_CLOSE
 SQLITE_IOERR_COMMIT_ATOMIC SQLITE_IOERR_CONVPATH SQLITE_IOERR_CORRUPTFS SQLITE_IOERR_DATA SQLITE_IOERR_DELETE
 SQLITE_IOERR_DELETE_NOENT SQLITE_IOERR_DIR_CLOSE SQLITE_IOERR_DIR_FSYNC SQLITE_IOERR_FSTAT SQLITE_IOERR_FSYNC
 SQLITE_IOERR_GETTEMPPATH SQLITE_IOERR_LOCK SQLITE_IOERR_MMAP SQLITE_IOERR_NOMEM SQLITE_IOERR_RDLOCK SQLITE_IOERR_READ
 SQLITE_IOERR_ROLLBACK_ATOMIC SQLITE_IOERR_SEEK SQLITE_IOERR_SHMLOCK SQLITE_IOERR_SHMMAP SQLITE_IOERR_SHMOPEN
 SQLITE_IOERR_SHMSIZE SQLITE_IOERR_SHORT_READ SQLITE_IOERR_TRUNCATE SQLITE_IOERR_UNLOCK SQLITE_IOERR_VNODE
 SQLITE_IOERR_WRITE SQLITE_KEYWORDS SQLITE_LIMIT_ATTACHED SQLITE_LIMIT_COLUMN SQLITE_LIMIT_COMPOUND_SELECT
 SQLITE_LIMIT_EXPR_DEPTH SQLITE_LIMIT_FUNCTION_ARG SQLITE_LIMIT_LENGTH SQLITE_LIMIT_LIKE_PATTERN_LENGTH
 SQLITE_LIMIT_SQL_LENGTH SQLITE_LIMIT_TRIGGER_DEPTH SQLITE_LIMIT_VARIABLE_NUMBER SQLITE_LIMIT_VDBE_OP
 SQLITE_LIMIT_WORKER_THREADS SQLITE_LOCKED SQLITE_LOCKED_SHAREDCACHE SQLITE_LOCKED_VTAB SQLITE_MISMATCH SQLITE_MISUSE
 SQLITE_NOLFS SQLITE_NOMEM SQLITE_NOTADB SQLITE_NOTFOUND SQLITE_NOTICE SQLITE_NOTICE_RECOVER_ROLLBACK
 SQLITE_NOTICE_RECOVER_WAL SQLITE_OK SQLITE_OK_LOAD_PERMANENTLY SQLITE_OK_SYMLINK SQLITE_PERM SQLITE_PRAGMA
 SQLITE_PROTOCOL SQLITE_RANGE SQLITE_READ SQLITE_READONLY SQLITE_READONLY_CANTINIT SQLITE_READONLY_CANTLOCK
 SQLITE_READONLY_DBMOVED SQLITE_READONLY_DIRECTORY SQLITE_READONLY_RECOVERY SQLITE_READONLY_ROLLBACK SQLITE_RECURSIVE
 SQLITE_REINDEX SQLITE_ROW SQLITE_SAVEPOINT SQLITE_SCHEMA SQLITE_SELECT SQLITE_TOOBIG SQLITE_TRANSACTION SQLITE_UPDATE
 SQLITE_WARNING SQLITE_WARNING_AUTOINDEX Time TimeFromTicks Timestamp TimestampFromTicks Warning adapt adapters
 apilevel complete_statement connect converters date datetime deprecated enable_callback_tracebacks
 enable_shared_cache paramstyle register_adapter register_converter sqlite_version sqlite_version_info sys
 threadsafety time version version_info
sqlite3.dump:
sre_compile: ANY ANY_ALL ASSERT ASSERT_NOT AT ATCODES ATOMIC_GROUP AT_BEGINNING AT_BEGINNING_LINE AT_BEGINNING_STRING
 AT_BOUNDARY AT_END AT_END_LINE AT_END_STRING AT_LOCALE AT_LOC_BOUNDARY AT_LOC_NON_BOUNDARY AT_MULTILINE
 AT_NON_BOUNDARY AT_UNICODE AT_UNI_BOUNDARY AT_UNI_NON_BOUNDARY Any BIGCHARSET BRANCH CALL CATEGORY CATEGORY_DIGIT
 CATEGORY_LINEBREAK CATEGORY_LOC_NOT_WORD CATEGORY_LOC_WORD CATEGORY_NOT_DIGIT CATEGORY_NOT_LINEBREAK
 CATEGORY_NOT_SPACE CATEGORY_NOT_WORD CATEGORY_SPACE CATEGORY_UNI_DIGIT CATEGORY_UNI_LINEBREAK CATEGORY_UNI_NOT_DIGIT
 CATEGORY_UNI_NOT_LINEBREAK CATEGORY_UNI_NOT_SPACE CATEGORY_UNI_NOT_WORD CATEGORY_UNI_SPACE CATEGORY_UNI_WORD
 CATEGORY_WORD CHARSET CHCODES CH_LOCALE CH_NEGATE CH_UNICODE FAILURE Final GROUPREF GROUPREF_EXISTS GROUPREF_IGNORE
 GROUPREF_LOC_IGNORE GROUPREF_UNI_IGNORE IN INFO IN_IGNORE IN_LOC_IGNORE IN_UNI_IGNORE JUMP LITERAL LITERAL_IGNORE
 LITERAL_LOC_IGNORE LITERAL_UNI_IGNORE MAGIC MARK MAXCODE MAXGROUPS MAXREPEAT MAX_REPEAT MAX_UNTIL MIN_REPEAT
 MIN_REPEAT_ONE MIN_UNTIL NEGATE NOT_LITERAL NOT_LITERAL_IGNORE NOT_LITERAL_LOC_IGNORE NOT_LITERAL_UNI_IGNORE OPCODES
 OP_IGNORE OP_LOCALE_IGNORE OP_UNICODE_IGNORE POSSESSIVE_REPEAT POSSESSIVE_REPEAT_ONE Pattern RANGE RANGE_UNI_IGNORE
 REPEAT REPEAT_ONE SRE_FLAG_ASCII SRE_FLAG_DEBUG SRE_FLAG_DOTALL SRE_FLAG_IGNORECASE SRE_FLAG_LOCALE
 SRE_FLAG_MULTILINE SRE_FLAG_TEMPLATE SRE_FLAG_UNICODE SRE_FLAG_VERBOSE SRE_INFO_CHARSET SRE_INFO_LITERAL
 SRE_INFO_PREFIX SUBPATTERN SUCCESS Self SubPattern TypeIs compile dis disjoint_base error isstring sys
sre_constants: ANY ANY_ALL ASSERT ASSERT_NOT AT ATCODES ATOMIC_GROUP AT_BEGINNING AT_BEGINNING_LINE
 AT_BEGINNING_STRING AT_BOUNDARY AT_END AT_END_LINE AT_END_STRING AT_LOCALE AT_LOC_BOUNDARY AT_LOC_NON_BOUNDARY
 AT_MULTILINE AT_NON_BOUNDARY AT_UNICODE AT_UNI_BOUNDARY AT_UNI_NON_BOUNDARY BIGCHARSET BRANCH CALL CATEGORY
 CATEGORY_DIGIT CATEGORY_LINEBREAK CATEGORY_LOC_NOT_WORD CATEGORY_LOC_WORD CATEGORY_NOT_DIGIT CATEGORY_NOT_LINEBREAK
 CATEGORY_NOT_SPACE CATEGORY_NOT_WORD CATEGORY_SPACE CATEGORY_UNI_DIGIT CATEGORY_UNI_LINEBREAK CATEGORY_UNI_NOT_DIGIT
 CATEGORY_UNI_NOT_LINEBREAK CATEGORY_UNI_NOT_SPACE CATEGORY_UNI_NOT_WORD CATEGORY_UNI_SPACE CATEGORY_UNI_WORD
 CATEGORY_WORD CHARSET CHCODES CH_LOCALE CH_NEGATE CH_UNICODE FAILURE Final GROUPREF GROUPREF_EXISTS GROUPREF_IGNORE
 GROUPREF_LOC_IGNORE GROUPREF_UNI_IGNORE IN INFO IN_IGNORE IN_LOC_IGNORE IN_UNI_IGNORE JUMP LITERAL LITERAL_IGNORE
 LITERAL_LOC_IGNORE LITERAL_UNI_IGNORE MAGIC MARK MAXGROUPS MAXREPEAT MAX_REPEAT MAX_UNTIL MIN_REPEAT MIN_REPEAT_ONE
 MIN_UNTIL NEGATE NOT_LITERAL NOT_LITERAL_IGNORE NOT_LITERAL_LOC_IGNORE NOT_LITERAL_UNI_IGNORE OPCODES OP_IGNORE
 OP_LOCALE_IGNORE OP_UNICODE_IGNORE POSSESSIVE_REPEAT POSSESSIVE_REPEAT_ONE RANGE RANGE_UNI_IGNORE REPEAT REPEAT_ONE
 SRE_FLAG_ASCII SRE_FLAG_DEBUG SRE_FLAG_DOTALL SRE_FLAG_IGNORECASE SRE_FLAG_LOCALE SRE_FLAG_MULTILINE
 SRE_FLAG_TEMPLATE SRE_FLAG_UNICODE SRE_FLAG_VERBOSE SRE_INFO_CHARSET SRE_INFO_LITERAL SRE_INFO_PREFIX SUBPATTERN
 SUCCESS Self disjoint_base error sys
sre_parse: ANY ANY_ALL ASCIILETTERS ASSERT ASSERT_NOT AT ATCODES ATOMIC_GROUP AT_BEGINNING AT_BEGINNING_LINE
 AT_BEGINNING_STRING AT_BOUNDARY AT_END AT_END_LINE AT_END_STRING AT_LOCALE AT_LOC_BOUNDARY AT_LOC_NON_BOUNDARY
 AT_MULTILINE AT_NON_BOUNDARY AT_UNICODE AT_UNI_BOUNDARY AT_UNI_NON_BOUNDARY Any BIGCHARSET BRANCH CALL CATEGORIES
 CATEGORY CATEGORY_DIGIT CATEGORY_LINEBREAK CATEGORY_LOC_NOT_WORD CATEGORY_LOC_WORD CATEGORY_NOT_DIGIT
 CATEGORY_NOT_LINEBREAK CATEGORY_NOT_SPACE CATEGORY_NOT_WORD CATEGORY_SPACE CATEGORY_UNI_DIGIT CATEGORY_UNI_LINEBREAK
 CATEGORY_UNI_NOT_DIGIT CATEGORY_UNI_NOT_LINEBREAK CATEGORY_UNI_NOT_SPACE CATEGORY_UNI_NOT_WORD CATEGORY_UNI_SPACE
 CATEGORY_UNI_WORD CATEGORY_WORD CHARSET CHCODES CH_LOCALE CH_NEGATE CH_UNICODE DIGITS ESCAPES FAILURE FLAGS Final
 GLOBAL_FLAGS GROUPREF GROUPREF_EXISTS GROUPREF_IGNORE GROUPREF_LOC_IGNORE GROUPREF_UNI_IGNORE HEXDIGITS IN INFO
 IN_IGNORE IN_LOC_IGNORE IN_UNI_IGNORE Iterable JUMP LITERAL LITERAL_IGNORE LITERAL_LOC_IGNORE LITERAL_UNI_IGNORE
 MAGIC MARK MAXGROUPS MAXREPEAT MAXWIDTH MAX_REPEAT MAX_UNTIL MIN_REPEAT MIN_REPEAT_ONE MIN_UNTIL Match NEGATE
 NOT_LITERAL NOT_LITERAL_IGNORE NOT_LITERAL_LOC_IGNORE NOT_LITERAL_UNI_IGNORE OCTDIGITS OPCODES OP_IGNORE
 OP_LOCALE_IGNORE OP_UNICODE_IGNORE POSSESSIVE_REPEAT POSSESSIVE_REPEAT_ONE RANGE RANGE_UNI_IGNORE REPEAT REPEAT_CHARS
 REPEAT_ONE SPECIAL_CHARS SRE_FLAG_ASCII SRE_FLAG_DEBUG SRE_FLAG_DOTALL SRE_FLAG_IGNORECASE SRE_FLAG_LOCALE
 SRE_FLAG_MULTILINE SRE_FLAG_TEMPLATE SRE_FLAG_UNICODE SRE_FLAG_VERBOSE SRE_INFO_CHARSET SRE_INFO_LITERAL
 SRE_INFO_PREFIX SUBPATTERN SUCCESS Self State SubPattern TYPE_FLAGS Tokenizer TypeAlias Verbose WHITESPACE
 disjoint_base error expand_template fix_flags overload parse parse_template sys
ssl: ALERT_DESCRIPTION_ACCESS_DENIED ALERT_DESCRIPTION_BAD_CERTIFICATE ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE
 ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE ALERT_DESCRIPTION_BAD_RECORD_MAC
 ALERT_DESCRIPTION_CERTIFICATE_EXPIRED ALERT_DESCRIPTION_CERTIFICATE_REVOKED ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN
 ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE ALERT_DESCRIPTION_CLOSE_NOTIFY ALERT_DESCRIPTION_DECODE_ERROR
 ALERT_DESCRIPTION_DECOMPRESSION_FAILURE ALERT_DESCRIPTION_DECRYPT_ERROR ALERT_DESCRIPTION_HANDSHAKE_FAILURE
 ALERT_DESCRIPTION_ILLEGAL_PARAMETER ALERT_DESCRIPTION_INSUFFICIENT_SECURITY ALERT_DESCRIPTION_INTERNAL_ERROR
 ALERT_DESCRIPTION_NO_RENEGOTIATION ALERT_DESCRIPTION_PROTOCOL_VERSION ALERT_DESCRIPTION_RECORD_OVERFLOW
 ALERT_DESCRIPTION_UNEXPECTED_MESSAGE ALERT_DESCRIPTION_UNKNOWN_CA ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY
 ALERT_DESCRIPTION_UNRECOGNIZED_NAME ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION
 ALERT_DESCRIPTION_USER_CANCELLED AlertDescription Any CERT_NONE CERT_OPTIONAL CERT_REQUIRED CHANNEL_BINDING_TYPES
 Callable CertificateError DER_cert_to_PEM_cert DefaultVerifyPaths Final HAS_ALPN HAS_ECDH HAS_NEVER_CHECK_COMMON_NAME
 HAS_NPN HAS_PHA HAS_PSK HAS_PSK_TLS13 HAS_SNI HAS_SSLv2 HAS_SSLv3 HAS_TLSv1 HAS_TLSv1_1 HAS_TLSv1_2 HAS_TLSv1_3
 Iterable Literal MemoryBIO NamedTuple Never OPENSSL_VERSION OPENSSL_VERSION_INFO OPENSSL_VERSION_NUMBER OP_ALL
 OP_CIPHER_SERVER_PREFERENCE OP_ENABLE_KTLS OP_ENABLE_MIDDLEBOX_COMPAT OP_IGNORE_UNEXPECTED_EOF
 OP_LEGACY_SERVER_CONNECT OP_NO_COMPRESSION OP_NO_RENEGOTIATION OP_NO_SSLv2 OP_NO_SSLv3 OP_NO_TICKET OP_NO_TLSv1
 OP_NO_TLSv1_1 OP_NO_TLSv1_2 OP_NO_TLSv1_3 OP_SINGLE_DH_USE OP_SINGLE_ECDH_USE Options PEM_FOOTER PEM_HEADER
 PEM_cert_to_DER_cert PROTOCOL_SSLv2 PROTOCOL_SSLv23 PROTOCOL_SSLv3 PROTOCOL_TLS PROTOCOL_TLS_CLIENT
 PROTOCOL_TLS_SERVER PROTOCOL_TLSv1 PROTOCOL_TLSv1_1 PROTOCOL_TLSv1_2 Purpose RAND_add RAND_bytes RAND_pseudo_bytes
 RAND_status ReadableBuffer SOCK_STREAM SOL_SOCKET SO_TYPE SSLCertVerificationError SSLContext SSLEOFError SSLError
 SSLErrorNumber SSLObject SSLSession SSLSocket SSLSyscallError SSLWantReadError SSLWantWriteError SSLZeroReturnError
 SSL_ERROR_EOF SSL_ERROR_INVALID_ERROR_CODE SSL_ERROR_SSL SSL_ERROR_SYSCALL SSL_ERROR_WANT_CONNECT SSL_ERROR_WANT_READ
 SSL_ERROR_WANT_WRITE SSL_ERROR_WANT_X509_LOOKUP SSL_ERROR_ZERO_RETURN Self StrOrBytesPath TLSVersion TypeAlias
 TypedDict VERIFY_ALLOW_PROXY_CERTS VERIFY_CRL_CHECK_CHAIN VERIFY_CRL_CHECK_LEAF VERIFY_DEFAULT
 VERIFY_X509_PARTIAL_CHAIN VERIFY_X509_STRICT VERIFY_X509_TRUSTED_FIRST VerifyFlags VerifyMode WriteableBuffer
 cert_time_to_seconds create_default_context deprecated enum enum_certificates enum_crls get_default_verify_paths
 get_protocol_name get_server_certificate get_sigalgs match_hostname overload socket socket_error sys type_check_only
 wrap_socket
stat: FILE_ATTRIBUTE_ARCHIVE FILE_ATTRIBUTE_COMPRESSED FILE_ATTRIBUTE_DEVICE FILE_ATTRIBUTE_DIRECTORY
 FILE_ATTRIBUTE_ENCRYPTED FILE_ATTRIBUTE_HIDDEN FILE_ATTRIBUTE_INTEGRITY_STREAM FILE_ATTRIBUTE_NORMAL
 FILE_ATTRIBUTE_NOT_CONTENT_INDEXED FILE_ATTRIBUTE_NO_SCRUB_DATA FILE_ATTRIBUTE_OFFLINE FILE_ATTRIBUTE_READONLY
 FILE_ATTRIBUTE_REPARSE_POINT FILE_ATTRIBUTE_SPARSE_FILE FILE_ATTRIBUTE_SYSTEM FILE_ATTRIBUTE_TEMPORARY
 FILE_ATTRIBUTE_VIRTUAL Final IO_REPARSE_TAG_APPEXECLINK IO_REPARSE_TAG_MOUNT_POINT IO_REPARSE_TAG_SYMLINK SF_APPEND
 SF_ARCHIVED SF_DATALESS SF_FIRMLINK SF_IMMUTABLE SF_NOUNLINK SF_RESTRICTED SF_SETTABLE SF_SNAPSHOT SF_SUPPORTED
 SF_SYNTHETIC STATX_ATTR_APPEND STATX_ATTR_AUTOMOUNT STATX_ATTR_COMPRESSED STATX_ATTR_DAX STATX_ATTR_ENCRYPTED
 STATX_ATTR_IMMUTABLE STATX_ATTR_MOUNT_ROOT STATX_ATTR_NODUMP STATX_ATTR_VERITY STATX_ATTR_WRITE_ATOMIC ST_ATIME
 ST_CTIME ST_DEV ST_GID ST_INO ST_MODE ST_MTIME ST_NLINK ST_SIZE ST_UID S_ENFMT S_IEXEC S_IFBLK S_IFCHR S_IFDIR
 S_IFDOOR S_IFIFO S_IFLNK S_IFMT S_IFPORT S_IFREG S_IFSOCK S_IFWHT S_IMODE S_IREAD S_IRGRP S_IROTH S_IRUSR S_IRWXG
 S_IRWXO S_IRWXU S_ISBLK S_ISCHR S_ISDIR S_ISDOOR S_ISFIFO S_ISGID S_ISLNK S_ISPORT S_ISREG S_ISSOCK S_ISUID S_ISVTX
 S_ISWHT S_IWGRP S_IWOTH S_IWRITE S_IWUSR S_IXGRP S_IXOTH S_IXUSR UF_APPEND UF_COMPRESSED UF_DATAVAULT UF_HIDDEN
 UF_IMMUTABLE UF_NODUMP UF_NOUNLINK UF_OPAQUE UF_SETTABLE UF_TRACKED filemode sys
statistics: Callable Decimal Fraction Hashable Iterable LinearRegression Literal NamedTuple NormalDist Protocol Self
 Sequence Sized StatisticsError SupportsFloat SupportsIndex SupportsRichComparisonT TypeAlias TypeVar correlation
 covariance fmean geometric_mean harmonic_mean kde kde_random linear_regression mean median median_grouped median_high
 median_low mode multimode pstdev pvariance quantiles stdev sys type_check_only variance
string: Any ClassVar Final Formatter Iterable LiteralString Mapping Pattern RegexFlag Sequence StrOrLiteralStr
 Template ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits overload printable
 punctuation sys templatelib whitespace
string.templatelib: Any Generic GenericAlias Interpolation Iterator Literal Template TypeVar convert final overload
stringprep: Final b1_set b3_exceptions c22_specials c6_set c7_set c8_set c9_set in_table_a1 in_table_b1 in_table_c11
 in_table_c11_c12 in_table_c12 in_table_c21 in_table_c21_c22 in_table_c22 in_table_c3 in_table_c4 in_table_c5
 in_table_c6 in_table_c7 in_table_c8 in_table_c9 in_table_d1 in_table_d2 map_table_b2 map_table_b3
struct: Any Iterator ReadableBuffer Struct WriteableBuffer calcsize disjoint_base error iter_unpack pack pack_into
 unpack unpack_from
subprocess: ABOVE_NORMAL_PRIORITY_CLASS Any AnyStr BELOW_NORMAL_PRIORITY_CLASS CREATE_BREAKAWAY_FROM_JOB
 CREATE_DEFAULT_ERROR_MODE CREATE_NEW_CONSOLE CREATE_NEW_PROCESS_GROUP CREATE_NO_WINDOW Callable CalledProcessError
 Collection CompletedProcess DETACHED_PROCESS DEVNULL Final Generic GenericAlias HIGH_PRIORITY_CLASS
 IDLE_PRIORITY_CLASS IO Iterable Literal Mapping MaybeNone NORMAL_PRIORITY_CLASS PIPE Popen REALTIME_PRIORITY_CLASS
 ReadableBuffer STARTF_FORCEOFFFEEDBACK STARTF_FORCEONFEEDBACK STARTF_USESHOWWINDOW STARTF_USESTDHANDLES STARTUPINFO
 STDOUT STD_ERROR_HANDLE STD_INPUT_HANDLE STD_OUTPUT_HANDLE SW_HIDE Self Sequence StrOrBytesPath SubprocessError
 TimeoutExpired TracebackType TypeAlias TypeVar call check_call check_output getoutput getstatusoutput list2cmdline
 overload run sys
sunau: AUDIO_FILE_ENCODING_ADPCM_G721 AUDIO_FILE_ENCODING_ADPCM_G722 AUDIO_FILE_ENCODING_ADPCM_G723_3
 AUDIO_FILE_ENCODING_ADPCM_G723_5 AUDIO_FILE_ENCODING_ALAW_8 AUDIO_FILE_ENCODING_DOUBLE AUDIO_FILE_ENCODING_FLOAT
 AUDIO_FILE_ENCODING_LINEAR_16 AUDIO_FILE_ENCODING_LINEAR_24 AUDIO_FILE_ENCODING_LINEAR_32
 AUDIO_FILE_ENCODING_LINEAR_8 AUDIO_FILE_ENCODING_MULAW_8 AUDIO_FILE_MAGIC AUDIO_UNKNOWN_SIZE Any Au_read Au_write
 Error Final IO Literal NamedTuple Never Self TypeAlias Unused open overload
symtable: Any Class Function Sequence StrEnum Symbol SymbolTable SymbolTableFactory SymbolTableType deprecated
 dict_keys symtable sys
sys: Any AsyncGenerator Callable Final FrameType Literal LiteralString MaybeNone MetaPathFinderProtocol ModuleType
 Never OptExcInfo PathEntryFinderProtocol ProfileFunction Protocol Sequence SimpleNamespace StrOrBytesPath TextIO
 TextIOWrapper TraceFunction TracebackType TypeAlias TypeVar UnraisableHookArgs abi_info abiflags
 activate_stack_trampoline addaudithook api_version argv audit base_exec_prefix base_prefix breakpointhook
 builtin_module_names byteorder call_tracing copyright deactivate_stack_trampoline deprecated displayhook dllhandle
 dont_write_bytecode exc_info excepthook exception exec_prefix executable exit final flags float_info float_repr_style
 get_asyncgen_hooks get_coroutine_origin_tracking_depth get_int_max_str_digits get_lazy_imports
 get_lazy_imports_filter getallocatedblocks getandroidapilevel getdefaultencoding getdlopenflags
 getfilesystemencodeerrors getfilesystemencoding getprofile getrecursionlimit getrefcount getsizeof getswitchinterval
 gettotalrefcount gettrace getunicodeinternedsize getwindowsversion hash_info hexversion implementation int_info
 intern is_finalizing is_remote_debug_enabled is_stack_trampoline_active last_exc last_traceback last_type last_value
 lazy_modules maxsize maxunicode meta_path modules monitoring orig_argv overload path path_hooks path_importer_cache
 platform platlibdir prefix ps1 ps2 pycache_prefix remote_exec set_asyncgen_hooks set_coroutine_origin_tracking_depth
 set_int_max_str_digits set_lazy_imports set_lazy_imports_filter setdlopenflags setprofile setrecursionlimit
 setswitchinterval settrace stderr stdin stdlib_module_names stdout structseq sys thread_info tracebacklimit
 type_check_only unraisablehook version version_info warnoptions winver
sysconfig: Any IO Literal LiteralString deprecated get_config_h_filename get_config_var get_config_vars
 get_default_scheme get_makefile_filename get_path get_path_names get_paths get_platform get_preferred_scheme
 get_python_version get_scheme_names is_python_build overload parse_config_h sys
syslog: Final LOG_ALERT LOG_AUTH LOG_AUTHPRIV LOG_CONS LOG_CRIT LOG_CRON LOG_DAEMON LOG_DEBUG LOG_EMERG LOG_ERR
 LOG_FTP LOG_INFO LOG_INSTALL LOG_KERN LOG_LAUNCHD LOG_LOCAL0 LOG_LOCAL1 LOG_LOCAL2 LOG_LOCAL3 LOG_LOCAL4 LOG_LOCAL5
 LOG_LOCAL6 LOG_LOCAL7 LOG_LPR LOG_MAIL LOG_MASK LOG_NDELAY LOG_NETINFO LOG_NEWS LOG_NOTICE LOG_NOWAIT LOG_ODELAY
 LOG_PERROR LOG_PID LOG_RAS LOG_REMOTEAUTH LOG_SYSLOG LOG_UPTO LOG_USER LOG_UUCP LOG_WARNING closelog openlog overload
 setlogmask sys syslog
tabnanny: Iterable NannyNag StrOrBytesPath check filename_only process_tokens verbose
tarfile: AREGTYPE AbsoluteLinkError AbsolutePathError BLKTYPE BLOCKSIZE CHRTYPE CONTTYPE Callable ClassVar
 CompressionError DEFAULT_FORMAT DIRTYPE ENCODING ExFileObject ExtractError FIFOTYPE FileDescriptorOrPath FilterError
 Final GNUTYPE_LONGLINK GNUTYPE_LONGNAME GNUTYPE_SPARSE GNU_FORMAT GNU_MAGIC GNU_TYPES HeaderError IO Iterable
 Iterator LENGTH_LINK LENGTH_NAME LENGTH_PREFIX LNKTYPE LinkFallbackError LinkOutsideDestinationError Literal Mapping
 NUL OutsideDestinationError PAX_FIELDS PAX_FORMAT PAX_NAME_FIELDS PAX_NUMBER_FIELDS POSIX_MAGIC Protocol RECORDSIZE
 REGTYPE REGULAR_TYPES ReadError ReadableBuffer SOLARIS_XHDTYPE SUPPORTED_TYPES SYMTYPE Self SpecialFileError
 StrOrBytesPath StrPath StreamError SupportsRead TarError TarFile TarInfo TracebackType TypeAlias USTAR_FORMAT
 WriteableBuffer XGLTYPE XHDTYPE ZstdDict bz2 data_filter deprecated fully_trusted_filter io is_tarfile open overload
 sys tar_filter type_check_only
telnetlib: AO AUTHENTICATION AYT Any BINARY BM BRK CHARSET COM_PORT_OPTION Callable DEBUGLEVEL DET DM DO DONT EC ECHO
 EL ENCRYPT EOR EXOPL FORWARD_X Final GA IAC IP KERMIT LFLOW LINEMODE LOGOUT Match MutableSequence NAMS NAOCRD NAOFFD
 NAOHTD NAOHTS NAOL NAOLFD NAOP NAOVTD NAOVTS NAWS NEW_ENVIRON NOOPT NOP OLD_ENVIRON OUTMRK PRAGMA_HEARTBEAT
 PRAGMA_LOGON Pattern RCP RCTE RSP SB SE SEND_URL SGA SNDLOC SSPI_LOGON STATUS SUPDUP SUPDUPOUTPUT SUPPRESS_LOCAL_ECHO
 Self Sequence TELNET_PORT TLS TM TN3270E TSPEED TTYLOC TTYPE TUID Telnet TracebackType VT3270REGIME WILL WONT X3PAD
 XASCII XAUTH XDISPLOC socket theNULL
tempfile: Any AnyStr BytesPath Final Generic GenericAlias GenericPath IO Iterable Iterator Literal NamedTemporaryFile
 OpenBinaryMode OpenBinaryModeReading OpenBinaryModeUpdating OpenBinaryModeWriting OpenTextMode ReadableBuffer Self
 SpooledTemporaryFile StrPath TMP_MAX TemporaryDirectory TemporaryFile TracebackType WriteableBuffer deprecated
 gettempdir gettempdirb gettempprefix gettempprefixb io mkdtemp mkstemp mktemp overload sys tempdir template
termios: ALTWERASE Any B0 B1000000 B110 B115200 B1152000 B1200 B134 B14400 B150 B1500000 B1800 B19200 B200 B2000000
 B230400 B2400 B2500000 B28800 B300 B3000000 B3500000 B38400 B4000000 B460800 B4800 B50 B500000 B57600 B576000 B600
 B7200 B75 B76800 B921600 B9600 BRKINT BS0 BS1 BSDLY CBAUD CBAUDEX CCAR_OFLOW CCTS_OFLOW CDEL CDSR_OFLOW CDSUSP
 CDTR_IFLOW CEOF CEOL CEOL2 CEOT CERASE CESC CFLUSH CIBAUD CIGNORE CINTR CKILL CLNEXT CLOCAL CNUL COMMON CQUIT CR0 CR1
 CR2 CR3 CRDLY CREAD CRPRNT CRTSCTS CRTS_IFLOW CS5 CS6 CS7 CS8 CSIZE CSTART CSTOP CSTOPB CSUSP CSWTCH CWERASE ECHO
 ECHOCTL ECHOE ECHOK ECHOKE ECHONL ECHOPRT EXTA EXTB EXTPROC FF0 FF1 FFDLY FIOASYNC FIOCLEX FIONBIO FIONCLEX FIONREAD
 FLUSHO FileDescriptorLike Final HUPCL IBSHIFT ICANON ICRNL IEXTEN IGNBRK IGNCR IGNPAR IMAXBEL INIT_C_CC INLCR INPCK
 IOCSIZE_MASK IOCSIZE_SHIFT ISIG ISTRIP IUCLC IUTF8 IXANY IXOFF IXON MDMBUF NCC NCCS NL0 NL1 NL2 NL3 NLDLY NOFLSH
 NOKERNINFO NSWTCH N_MOUSE N_PPP N_SLIP N_STRIP N_TTY OCRNL OFDEL OFILL OLCUC ONLCR ONLRET ONOCR ONOEOT OPOST OXTABS
 PARENB PARMRK PARODD PENDIN TAB0 TAB1 TAB2 TAB3 TABDLY TCFLSH TCGETA TCGETS TCIFLUSH TCIOFF TCIOFLUSH TCION TCOFLUSH
 TCOOFF TCOON TCSADRAIN TCSAFLUSH TCSANOW TCSASOFT TCSBRK TCSBRKP TCSETA TCSETAF TCSETAW TCSETS TCSETSF TCSETSW TCXONC
 TIOCCONS TIOCEXCL TIOCGETD TIOCGICOUNT TIOCGLCKTRMIOS TIOCGPGRP TIOCGSERIAL TIOCGSIZE TIOCGSOFTCAR TIOCGWINSZ TIOCINQ
 TIOCLINUX TIOCMBIC TIOCMBIS TIOCMGET TIOCMIWAIT TIOCMSET TIOCM_CAR TIOCM_CD TIOCM_CTS TIOCM_DSR TIOCM_DTR TIOCM_LE
 TIOCM_RI TIOCM_RNG TIOCM_RTS TIOCM_SR TIOCM_ST TIOCNOTTY TIOCNXCL TIOCOUTQ TIOCPKT TIOCPKT_DATA TIOCPKT_DOSTOP
 TIOCPKT_FLUSHREAD TIOCPKT_FLUSHWRITE TIOCPKT_NOSTOP TIOCPKT_START TIOCPKT_STOP TIOCSCTTY TIOCSERCONFIG TIOCSERGETLSR
 TIOCSERGETMULTI TIOCSERGSTRUCT TIOCSERGWILD TIOCSERSETMULTI TIOCSERSWILD TIOCSER_TEMT TIOCSETD TIOCSLCKTRMIOS
 TIOCSPGRP TIOCSSERIAL TIOCSSIZE TIOCSSOFTCAR TIOCSTI TIOCSWINSZ TIOCTTYGSTRUCT TOSTOP TypeAlias VDISCARD VDSUSP VEOF
 VEOL VEOL2 VERASE VINTR VKILL VLNEXT VMIN VQUIT VREPRINT VSTART VSTATUS VSTOP VSUSP VSWTC VSWTCH VT0 VT1 VTDLY VTIME
 VWERASE XCASE XTABS error sys tcdrain tcflow tcflush tcgetattr tcgetwinsize tcsendbreak tcsetattr tcsetwinsize
textwrap: Callable Pattern TextWrapper dedent fill indent shorten wrap
this: d s
threading: Any Barrier BoundedSemaphore BrokenBarrierError Callable Condition Context Event ExceptHookArgs Final
 Iterable Iterator Lock Mapping ProfileFunction RLock Self Semaphore TIMEOUT_MAX Thread ThreadError Timer
 TraceFunction TracebackType TypeVar activeCount active_count concurrent_tee currentThread current_thread deprecated
 enumerate excepthook final get_ident get_native_id getprofile gettrace local main_thread serialize_iterator
 setprofile setprofile_all_threads settrace settrace_all_threads stack_size synchronized_iterator sys
time: Any CLOCK_BOOTTIME CLOCK_HIGHRES CLOCK_MONOTONIC CLOCK_MONOTONIC_RAW CLOCK_MONOTONIC_RAW_APPROX
 CLOCK_PROCESS_CPUTIME_ID CLOCK_PROF CLOCK_REALTIME CLOCK_TAI CLOCK_THREAD_CPUTIME_ID CLOCK_UPTIME CLOCK_UPTIME_RAW
 CLOCK_UPTIME_RAW_APPROX Final Literal Protocol SupportsFloat SupportsIndex TypeAlias Union altzone asctime
 clock_getres clock_gettime clock_gettime_ns clock_settime clock_settime_ns ctime daylight final get_clock_info gmtime
 localtime mktime monotonic monotonic_ns perf_counter perf_counter_ns process_time process_time_ns
 pthread_getcpuclockid sleep strftime strptime struct_time structseq sys thread_time thread_time_ns time time_ns
 timezone type_check_only tzname tzset
timeit: Any Callable IO Sequence Timer TypeAlias default_timer main repeat sys time timeit
tkinter: ACTIVE ALL ANCHOR ARC Any BASELINE BEVEL BOTH BOTTOM BROWSE BUTT BaseWidget BitmapImage BooleanVar Button
 CASCADE CENTER CHAR CHECKBUTTON CHORD COMMAND CURRENT CallWrapper Callable Canvas Checkbutton ClassVar DISABLED
 DOTBOX DoubleVar E END EW EXCEPTION EXTENDED Entry Enum Event EventType FALSE FIRST FLAT FileDescriptorLike Final
 Frame GROOVE Generic GenericAlias Grid HIDDEN HORIZONTAL INSERT INSIDE Image Incomplete IntVar Iterable LAST LEFT
 Label LabelFrame Listbox Literal MITER MOVETO MULTIPLE Mapping MaybeNone Menu Menubutton Message Misc N NE NO NONE
 NORMAL NS NSEW NUMERIC NW NamedTuple NoDefaultRoot OFF ON OUTSIDE OptionMenu PAGES PIESLICE PROJECTING Pack
 PanedWindow ParamSpec PhotoImage Place Protocol RADIOBUTTON RAISED READABLE RIDGE RIGHT ROUND Radiobutton S SCROLL SE
 SEL SEL_FIRST SEL_LAST SEPARATOR SINGLE SOLID SUNKEN SW Scale Scrollbar Sequence Spinbox StrEnum StrOrBytesPath
 StringVar TOP TRUE Tcl TclError TclVersion Text Tk TkVersion Toplevel TracebackType TypeAlias TypeVar TypeVarTuple
 TypedDict UNDERLINE UNITS Unpack VERTICAL Variable W WORD WRITABLE Widget Wm X XView Y YES YView colorchooser
 commondialog constants deprecated dialog disjoint_base dnd filedialog font getboolean getdouble getint image_names
 image_types mainloop messagebox overload scrolledtext simpledialog sys tix ttk type_check_only wantobjects
tkinter.colorchooser: Chooser ClassVar Dialog Misc askcolor
tkinter.commondialog: Any ClassVar Dialog Mapping Misc
tkinter.constants: ACTIVE ALL ANCHOR ARC BASELINE BEVEL BOTH BOTTOM BROWSE BUTT CASCADE CENTER CHAR CHECKBUTTON CHORD
 COMMAND CURRENT DISABLED DOTBOX E END EW EXTENDED FALSE FIRST FLAT Final GROOVE HIDDEN HORIZONTAL INSERT INSIDE LAST
 LEFT MITER MOVETO MULTIPLE N NE NO NONE NORMAL NS NSEW NUMERIC NW OFF ON OUTSIDE PAGES PIESLICE PROJECTING
 RADIOBUTTON RAISED RIDGE RIGHT ROUND S SCROLL SE SEL SEL_FIRST SEL_LAST SEPARATOR SINGLE SOLID SUNKEN SW TOP TRUE
 UNDERLINE UNITS VERTICAL W WORD X Y YES
tkinter.dialog: Any DIALOG_ICON Dialog Final Mapping Widget
tkinter.dnd: ClassVar DndHandler Event Misc Protocol Tk Widget dnd_start type_check_only
tkinter.filedialog: Button ClassVar Directory Entry Event FileDialog Frame Hashable IO Incomplete Iterable Listbox
 Literal LoadFileDialog Misc Open SaveAs SaveFileDialog Scrollbar StrOrBytesPath StrPath StringVar Toplevel
 askdirectory askopenfile askopenfilename askopenfilenames askopenfiles asksaveasfile asksaveasfilename commondialog
 dialogstates test
tkinter.font: Any BOLD ClassVar Final Font ITALIC Literal NORMAL ROMAN TypeAlias TypedDict Unpack families itertools
 names nametofont overload sys tkinter type_check_only
tkinter.messagebox: ABORT ABORTRETRYIGNORE CANCEL ClassVar Dialog ERROR Final IGNORE INFO Literal Message Misc NO OK
 OKCANCEL QUESTION RETRY RETRYCANCEL WARNING YES YESNO YESNOCANCEL askokcancel askquestion askretrycancel askyesno
 askyesnocancel showerror showinfo showwarning
tkinter.scrolledtext: Frame Misc Scrollbar ScrolledText Text
tkinter.simpledialog: Dialog Event Frame Misc SimpleDialog Toplevel askfloat askinteger askstring sys
tkinter.tix: ACROSSTOP ASCII AUTO Any BALLOON Balloon ButtonBox CELL COLUMN CheckList ComboBox Control DECREASING
 DirList DirSelectBox DirSelectDialog DirTree DisplayStyle ExFileSelectBox FileEntry FileSelectBox Final Form HList
 IMAGE IMAGETEXT IMMEDIATE INCREASING INTEGER Incomplete InputOnly LabelEntry LabelFrame ListNoteBook MAIN MAX Meter
 NoteBook OptionMenu PanedWindow PopupMenu REAL ROW STATUS S_REGION Select StdButtonBox TCL_ALL_EVENTS TCL_DONT_WAIT
 TCL_FILE_EVENTS TCL_IDLE_EVENTS TCL_TIMER_EVENTS TCL_WINDOW_EVENTS TEXT TList TixSubWidget TixWidget Tk Tree WINDOW
 X_REGION Y_REGION tixCommand tkinter
tkinter.ttk: Any Button Callable Checkbutton Combobox Entry Frame Iterable Label LabelFrame LabeledScale Labelframe
 Literal MaybeNone Menubutton Never Notebook OptionMenu PanedWindow Panedwindow ParamSpec Progressbar Radiobutton
 Scale Scrollbar Separator Sequence Sizegrip Spinbox Style Treeview TypeAlias TypeVar TypedDict Unpack Widget overload
 setup_master sys tclobjs_to_py tkinter type_check_only
token: AMPER AMPEREQUAL ASYNC AT ATEQUAL AWAIT CIRCUMFLEX CIRCUMFLEXEQUAL COLON COLONEQUAL COMMA COMMENT DEDENT DOT
 DOUBLESLASH DOUBLESLASHEQUAL DOUBLESTAR DOUBLESTAREQUAL ELLIPSIS ENCODING ENDMARKER EQEQUAL EQUAL ERRORTOKEN
 EXACT_TOKEN_TYPES EXCLAMATION FSTRING_END FSTRING_MIDDLE FSTRING_START Final GREATER GREATEREQUAL INDENT ISEOF
 ISNONTERMINAL ISTERMINAL LBRACE LEFTSHIFT LEFTSHIFTEQUAL LESS LESSEQUAL LPAR LSQB MINEQUAL MINUS NAME NEWLINE NL
 NOTEQUAL NT_OFFSET NUMBER N_TOKENS OP PERCENT PERCENTEQUAL PLUS PLUSEQUAL RARROW RBRACE RIGHTSHIFT RIGHTSHIFTEQUAL
 RPAR RSQB SEMI SLASH SLASHEQUAL SOFT_KEYWORD STAR STAREQUAL STRING TILDE TSTRING_END TSTRING_MIDDLE TSTRING_START
 TYPE_COMMENT TYPE_IGNORE VBAR VBAREQUAL sys tok_name
tokenize: AMPER AMPEREQUAL ASYNC AT ATEQUAL AWAIT Any Binnumber CIRCUMFLEX CIRCUMFLEXEQUAL COLON COLONEQUAL COMMA
 COMMENT Callable Comment ContStr DEDENT DOT DOUBLESLASH DOUBLESLASHEQUAL DOUBLESTAR DOUBLESTAREQUAL Decnumber Double
 Double3 ELLIPSIS ENCODING ENDMARKER EQEQUAL EQUAL ERRORTOKEN EXACT_TOKEN_TYPES EXCLAMATION Expfloat Exponent
 FSTRING_END FSTRING_MIDDLE FSTRING_START FileDescriptorOrPath Final Floatnumber Funny GREATER GREATEREQUAL Generator
 Hexnumber INDENT ISEOF ISNONTERMINAL ISTERMINAL Ignore Imagnumber Intnumber Iterable LBRACE LEFTSHIFT LEFTSHIFTEQUAL
 LESS LESSEQUAL LPAR LSQB MINEQUAL MINUS NAME NEWLINE NL NOTEQUAL NT_OFFSET NUMBER N_TOKENS Name NamedTuple Number OP
 Octnumber PERCENT PERCENTEQUAL PLUS PLUSEQUAL Pattern PlainToken Pointfloat PseudoExtras PseudoToken RARROW RBRACE
 RIGHTSHIFT RIGHTSHIFTEQUAL RPAR RSQB SEMI SLASH SLASHEQUAL SOFT_KEYWORD STAR STAREQUAL STRING Sequence Single Single3
 Special StopTokenizing String StringPrefix TILDE TSTRING_END TSTRING_MIDDLE TSTRING_START TYPE_COMMENT TYPE_IGNORE
 TextIO Token TokenError TokenInfo Triple TypeAlias Untokenizer VBAR VBAREQUAL Whitespace any blank_re cookie_re
 detect_encoding disjoint_base endpats generate_tokens group maybe open single_quoted sys tabsize tok_name tokenize
 triple_quoted type_check_only untokenize
tomllib: Any Callable SupportsRead TOMLDecodeError deprecated load loads overload sys
trace: Any Callable CoverageResults Incomplete Iterable Mapping ParamSpec Sequence StrPath Trace TraceFunction
 TypeAlias TypeVar sys types
traceback: Any ClassVar FrameSummary FrameType Generator Iterable Iterator Literal Mapping Self StackSummary
 SupportsIndex SupportsWrite TracebackException TracebackType TypeAlias Unused clear_frames deprecated extract_stack
 extract_tb format_exc format_exception format_exception_only format_list format_stack format_tb overload print_exc
 print_exception print_last print_list print_stack print_tb sys walk_stack walk_tb
tracemalloc: Any BaseFilter DomainFilter Filter Frame Sequence Snapshot Statistic StatisticDiff SupportsIndex Trace
 Traceback TypeAlias clear_traces get_object_traceback get_traceback_limit get_traced_memory get_tracemalloc_memory
 is_tracing overload reset_peak start stop sys take_snapshot
tty: CC CFLAG Final IFLAG IO ISPEED LFLAG OFLAG OSPEED TypeAlias cfmakecbreak cfmakeraw setcbreak setraw sys termios
turtle: Any Callable Canvas ClassVar Frame Generator Literal Misc Pen PhotoImage RawPen RawTurtle Screen Scrollbar
 ScrolledCanvas Self Sequence Shape StrPath TNavigator TPen Terminator Turtle TurtleGraphicsError TurtleScreen
 TurtleScreenBase TypeAlias TypedDict Vec2D addshape back backward begin_fill begin_poly bgcolor bgpic bk bye circle
 clear clearscreen clearstamp clearstamps clone color colormode contextmanager degrees delay deprecated disjoint_base
 distance done dot down end_fill end_poly exitonclick fd fill fillcolor filling forward get_poly get_shapepoly
 getcanvas getpen getscreen getshapes getturtle goto heading hideturtle home ht isdown isvisible left listen lt
 mainloop mode no_animation numinput onclick ondrag onkey onkeypress onkeyrelease onrelease onscreenclick ontimer
 overload pd pen pencolor pendown pensize penup poly pos position pu radians register_shape reset resetscreen
 resizemode right rt save screensize seth setheading setpos setposition settiltangle setundobuffer setup
 setworldcoordinates setx sety shape shapesize shapetransform shearfactor showturtle speed st stamp sys teleport
 textinput tilt tiltangle title towards tracer turtles turtlesize type_check_only undo undobufferentries up update
 width window_height window_width write write_docstringdict xcor ycor
types: AnnotateFunc AnnotationForm Any AsyncGenerator AsyncGeneratorType Awaitable BuiltinFunctionType
 BuiltinMethodType Callable CapsuleType CellType ClassMethodDescriptorType ClassVar CodeType Coroutine CoroutineType
 DynamicClassAttribute EllipsisType FrameLocalsProxyType FrameType FunctionType Generator GeneratorType GenericAlias
 GetSetDescriptorType ItemsView Iterable Iterator KeysView LambdaType LazyImportType Literal LoaderProtocol Mapping
 MappingProxyType MaybeNone MemberDescriptorType MethodDescriptorType MethodType MethodWrapperType ModuleSpec
 ModuleType MutableMapping MutableSequence NoneType NotImplementedType ParamSpec Self SimpleNamespace
 SupportsKeysAndGetItem TracebackType TypeAliasType TypeVar TypeVarTuple UnionType ValuesView WrapperDescriptorType
 coroutine deprecated disjoint_base final get_original_bases new_class overload prepare_class resolve_bases sys
typing: ABCMeta AbstractAsyncContextManager AbstractContextManager AbstractSet Annotated Any AnyStr
 AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator Awaitable AwaitableGenerator BinaryIO
 BuiltinFunctionType ByteString Callable ChainMap ClassVar CodeType Collection Concatenate Container ContextManager
 Coroutine Counter DefaultDict Deque Dict EvaluateFunc Final Format ForwardRef FrozenSet FunctionType Generator
 Generic GenericAlias Hashable IO IdentityFunction ItemsView Iterable Iterator KeysView List Literal LiteralString
 Mapping MappingView Match MethodDescriptorType MethodType MethodWrapperType ModuleType MutableMapping MutableSequence
 MutableSet NamedTuple Never NewType NoDefault NoExtraItems NoReturn NotRequired Optional OrderedDict ParamSpec
 ParamSpecArgs ParamSpecKwargs Pattern Protocol ReadOnly ReadableBuffer Required Reversible Self Sequence Set Sized
 SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsGetItem SupportsGetItemViewable SupportsIndex
 SupportsInt SupportsKeysAndGetItem SupportsRound TYPE_CHECKING Text TextIO TracebackType Tuple Type TypeAlias
 TypeAliasType TypeForm TypeGuard TypeIs TypeVar TypeVarTuple TypedDict Union UnionType Unpack ValuesView Viewable
 WrapperDescriptorType abstractmethod assert_never assert_type cast clear_overloads collections dataclass_transform
 deprecated dict_items dict_keys dict_values disjoint_base evaluate_forward_ref final get_args get_origin
 get_overloads get_protocol_members get_type_hints is_protocol is_typeddict no_type_check no_type_check_decorator
 overload override reveal_type runtime_checkable sys type_check_only typing_extensions
typing_extensions: AbstractSet Annotated AnnotationForm Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable
 AsyncIterator Awaitable BinaryIO Buffer Callable CapsuleType ChainMap ClassVar Collection Concatenate Container
 ContextManager Coroutine Counter DefaultDict Deque Dict Doc EvaluateFunc Final Format ForwardRef FrozenSet Generator
 Generic GenericAlias Hashable IO IdentityFunction Incomplete IntVar ItemsView Iterable Iterator KeysView List Literal
 LiteralString Mapping MappingView Match ModuleType MutableMapping MutableSequence MutableSet NamedTuple Never NewType
 NoDefault NoExtraItems NoReturn NotRequired Optional OrderedDict ParamSpec ParamSpecArgs ParamSpecKwargs Pattern
 Protocol ReadOnly Reader Required Reversible Self Sentinel Sequence Set Sized SupportsAbs SupportsBytes
 SupportsComplex SupportsFloat SupportsIndex SupportsInt SupportsRound TYPE_CHECKING Text TextIO Tuple Type TypeAlias
 TypeAliasType TypeForm TypeGuard TypeIs TypeVar TypeVarTuple TypedDict Union UnionType Unpack Unused ValuesView
 Writer abc assert_never assert_type cast clear_overloads dataclass_transform deprecated dict_items dict_keys
 dict_values disjoint_base enum evaluate_forward_ref final get_annotations get_args get_origin get_original_bases
 get_overloads get_protocol_members get_type_hints is_protocol is_typeddict no_type_check no_type_check_decorator
 overload override reveal_type runtime runtime_checkable sentinel sys type_check_only type_repr
unicodedata: Final Iterator Literal ReadOnlyBuffer TypeAlias TypeVar UCD bidirectional block category combining
 decimal decomposition digit east_asian_width extended_pictographic final grapheme_cluster_break indic_conjunct_break
 is_normalized isxidcontinue isxidstart iter_graphemes lookup mirrored name normalize numeric overload sys ucd_3_2_0
 unidata_version
unittest: AbstractAsyncContextManager AbstractEventLoop Awaitable BaseTestSuite Callable FunctionTestCase
 IsolatedAsyncioTestCase ParamSpec SkipTest TestCase TestLoader TestProgram TestResult TestSuite TextTestResult
 TextTestRunner TypeVar addModuleCleanup async_case case defaultTestLoader doModuleCleanups enterModuleContext
 expectedFailure findTestCases getTestCaseNames installHandler load_tests loader main makeSuite mock registerResult
 removeHandler removeResult result runner signals skip skipIf skipUnless suite sys util
unittest.async_case: AbstractAsyncContextManager AbstractEventLoop Awaitable Callable IsolatedAsyncioTestCase
 ParamSpec TestCase TypeVar sys
unittest.case: AbstractContextManager AbstractSet Any AnyStr Callable Container DIFF_OMITTED Final FunctionTestCase
 Generic GenericAlias Iterable Mapping Never ParamSpec Pattern Protocol Self Sequence SkipTest SupportsAbs
 SupportsDunderGE SupportsDunderGT SupportsDunderLE SupportsDunderLT SupportsRSub SupportsRound SupportsSub TestCase
 TracebackType TypeVar WarningMessage addModuleCleanup doModuleCleanups enterModuleContext expectedFailure logging
 overload skip skipIf skipUnless sys type_check_only unittest
unittest.loader: Any Callable Final ModuleType Pattern Sequence TestLoader TypeAlias VALID_MODULE_NAME
 defaultTestLoader deprecated findTestCases getTestCaseNames makeSuite sys unittest
unittest.main: Any Final Iterable MAIN_EXAMPLES MODULE_EXAMPLES ModuleType Protocol TestProgram deprecated main sys
 type_check_only unittest
unittest.mock: ANY Any AsyncMagicMixin AsyncMock AsyncMockMixin Awaitable Base Callable CallableMixin ClassVar
 Coroutine DEFAULT FILTER_DIR Final Generic Iterable Literal MagicMixin MagicMock MagicProxy Mapping MaybeNone Mock
 NonCallableMagicMock NonCallableMock ParamSpec PropertyMock Self Sequence ThreadingMixin ThreadingMock TracebackType
 TypeAlias TypeVar call create_autospec disjoint_base mock_open overload patch seal sentinel sys type_check_only
unittest.result: Any Callable Final OptExcInfo STDERR_LINE STDOUT_LINE TestResult TextIO TypeAlias TypeVar failfast
 sys unittest
unittest.runner: Any Callable Generic Iterable Never Protocol SupportsFlush SupportsWrite TextTestResult
 TextTestRunner TypeAlias TypeVar sys type_check_only unittest
unittest.signals: Callable ParamSpec TypeVar installHandler overload registerResult removeHandler removeResult
 unittest
unittest.suite: BaseTestSuite ClassVar Iterable Iterator TestSuite TypeAlias unittest
unittest.util: Any Final Literal MutableSequence Protocol Sequence TypeAlias TypeVar safe_repr sorted_list_difference
 strclass three_way_cmp type_check_only unorderable_list_difference
urllib: error parse request response robotparser
urllib.error: ContentTooShortError HTTPError IO Message URLError addinfourl
urllib.parse: Any AnyStr DefragResult DefragResultBytes Final Generic GenericAlias Iterable Literal MAX_CACHE_SIZE
 Mapping NamedTuple ParseResult ParseResultBytes Protocol Sequence SplitResult SplitResultBytes TypeAlias TypeVar
 non_hierarchical overload parse_qs parse_qsl quote quote_from_bytes quote_plus scheme_chars sys type_check_only
 unquote unquote_plus unquote_to_bytes unwrap urldefrag urlencode urljoin urlparse urlsplit urlunparse urlunsplit
 uses_fragment uses_netloc uses_params uses_query uses_relative
urllib.request: AbstractBasicAuthHandler AbstractDigestAuthHandler AbstractHTTPHandler Any BaseHandler CacheFTPHandler
 Callable ClassVar CookieJar DataHandler FTPHandler FancyURLopener FileHandler HTTPBasicAuthHandler HTTPConnection
 HTTPCookieProcessor HTTPDefaultErrorHandler HTTPDigestAuthHandler HTTPError HTTPErrorProcessor HTTPHandler
 HTTPMessage HTTPPasswordMgr HTTPPasswordMgrWithDefaultRealm HTTPPasswordMgrWithPriorAuth HTTPRedirectHandler
 HTTPResponse HTTPSHandler IO Iterable Literal Mapping Message MutableMapping Never OpenerDirector Pattern Protocol
 ProxyBasicAuthHandler ProxyDigestAuthHandler ProxyHandler ReadableBuffer Request Sequence StrOrBytesPath
 SupportsItems SupportsRead TypeAlias TypeVar URLopener UnknownHandler addclosehook addinfourl build_opener deprecated
 ftpwrapper getproxies getproxies_environment install_opener overload parse_http_list parse_keqv_list pathname2url
 proxy_bypass ssl sys type_check_only url2pathname urlcleanup urlopen urlretrieve
urllib.response: Any Callable IO Iterable Message ReadableBuffer TracebackType addbase addclosehook addinfo addinfourl
 deprecated tempfile
urllib.robotparser: Iterable NamedTuple RequestRate RobotFileParser
uu: BinaryIO Error TypeAlias decode encode
uuid: Enum Final LiteralString MAX NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 NIL Never RESERVED_FUTURE
 RESERVED_MICROSOFT RESERVED_NCS RFC_4122 SafeUUID TypeAlias UUID Unused builtins getnode main sys uuid1 uuid3 uuid4
 uuid5 uuid6 uuid7 uuid8
venv: CORE_VENV_DEPS EnvBuilder Final Iterable Sequence SimpleNamespace StrOrBytesPath create logger logging main sys
warnings: Any Generic Literal LiteralString ModuleType Sequence TextIO TracebackType TypeAlias TypeVar WarningMessage
 catch_warnings deprecated filters filterwarnings formatwarning overload re resetwarnings showwarning simplefilter sys
 warn warn_explicit
wave: Any BinaryIO Error Final IO Literal NamedTuple Never ReadableBuffer Self StrOrBytesPath TypeAlias Unused
 WAVE_FORMAT_EXTENSIBLE WAVE_FORMAT_IEEE_FLOAT WAVE_FORMAT_PCM Wave_read Wave_write deprecated open overload sys
weakref: Any Callable CallableProxyType ClassVar Generic GenericAlias Iterable Iterator KeyedRef Mapping
 MutableMapping ParamSpec ProxyType ProxyTypes ReferenceType Self SupportsKeysAndGetItem TypeVar WeakKeyDictionary
 WeakMethod WeakSet WeakValueDictionary disjoint_base final finalize getweakrefcount getweakrefs overload proxy ref
webbrowser: BackgroundBrowser BaseBrowser Callable Chrome Elinks Error Galeon GenericBrowser Grail Konqueror Literal
 MacOS MacOSX MacOSXOSAScript Mozilla Opera Sequence UnixBrowser WindowsDefault abstractmethod deprecated get open
 open_new open_new_tab register register_standard_browsers sys
winreg: Any CloseKey ConnectRegistry CreateKey CreateKeyEx DeleteKey DeleteKeyEx DeleteTree DeleteValue
 DisableReflectionKey EnableReflectionKey EnumKey EnumValue ExpandEnvironmentStrings Final FlushKey HKEYType
 HKEY_CLASSES_ROOT HKEY_CURRENT_CONFIG HKEY_CURRENT_USER HKEY_DYN_DATA HKEY_LOCAL_MACHINE HKEY_PERFORMANCE_DATA
 HKEY_USERS KEY_ALL_ACCESS KEY_CREATE_LINK KEY_CREATE_SUB_KEY KEY_ENUMERATE_SUB_KEYS KEY_EXECUTE KEY_NOTIFY
 KEY_QUERY_VALUE KEY_READ KEY_SET_VALUE KEY_WOW64_32KEY KEY_WOW64_64KEY KEY_WRITE Literal LoadKey OpenKey OpenKeyEx
 QueryInfoKey QueryReflectionKey QueryValue QueryValueEx REG_BINARY REG_CREATED_NEW_KEY REG_DWORD REG_DWORD_BIG_ENDIAN
 REG_DWORD_LITTLE_ENDIAN REG_EXPAND_SZ REG_FULL_RESOURCE_DESCRIPTOR REG_LEGAL_CHANGE_FILTER REG_LEGAL_OPTION REG_LINK
 REG_MULTI_SZ REG_NONE REG_NOTIFY_CHANGE_ATTRIBUTES REG_NOTIFY_CHANGE_LAST_SET REG_NOTIFY_CHANGE_NAME
 REG_NOTIFY_CHANGE_SECURITY REG_NO_LAZY_FLUSH REG_OPENED_EXISTING_KEY REG_OPTION_BACKUP_RESTORE REG_OPTION_CREATE_LINK
 REG_OPTION_NON_VOLATILE REG_OPTION_OPEN_LINK REG_OPTION_RESERVED REG_OPTION_VOLATILE REG_QWORD
 REG_QWORD_LITTLE_ENDIAN REG_REFRESH_HIVE REG_RESOURCE_LIST REG_RESOURCE_REQUIREMENTS_LIST REG_SZ
 REG_WHOLE_HIVE_VOLATILE ReadableBuffer SaveKey Self SetValue SetValueEx TracebackType TypeAlias Unused error final
 overload sys
winsound: Beep Final Literal MB_ICONASTERISK MB_ICONERROR MB_ICONEXCLAMATION MB_ICONHAND MB_ICONINFORMATION
 MB_ICONQUESTION MB_ICONSTOP MB_ICONWARNING MB_OK MessageBeep PlaySound ReadableBuffer SND_ALIAS SND_APPLICATION
 SND_ASYNC SND_FILENAME SND_LOOP SND_MEMORY SND_NODEFAULT SND_NOSTOP SND_NOWAIT SND_PURGE SND_SENTRY SND_SYNC
 SND_SYSTEM overload sys
wsgiref: handlers headers simple_server types util validate
wsgiref.handlers: BaseCGIHandler BaseHandler CGIHandler Callable ErrorStream FileWrapper Headers IISCGIHandler IO
 InputStream MutableMapping OptExcInfo SimpleHandler StartResponse WSGIApplication WSGIEnvironment abstractmethod
 format_date_time read_environ
wsgiref.headers: Final Headers Pattern TypeAlias overload tspecials
wsgiref.simple_server: BaseHTTPRequestHandler ErrorStream Final HTTPServer ServerHandler SimpleHandler StartResponse
 TypeVar WSGIApplication WSGIEnvironment WSGIRequestHandler WSGIServer demo_app make_server overload server_version
 software_version sys_version
wsgiref.types: Any Callable ErrorStream FileWrapper InputStream Iterable Iterator OptExcInfo Protocol StartResponse
 TypeAlias WSGIApplication WSGIEnvironment
wsgiref.util: Any Callable FileWrapper IO WSGIEnvironment application_uri guess_scheme is_hop_by_hop request_uri
 setup_testing_defaults shift_path_info sys
wsgiref.validate: Any Callable ErrorStream ErrorWrapper InputStream InputWrapper Iterable Iterator IteratorWrapper
 Never PartialIteratorWrapper TypeAlias WSGIApplication WSGIWarning WriteWrapper validator
xdrlib: Callable ConversionError Error Packer Sequence TypeVar Unpacker
xml: dom etree is_valid_name is_valid_text parsers sax sys utils
xml.dom: Any DOMException DOMSTRING_SIZE_ERR DomstringSizeErr EMPTY_NAMESPACE EMPTY_PREFIX Final HIERARCHY_REQUEST_ERR
 HierarchyRequestErr INDEX_SIZE_ERR INUSE_ATTRIBUTE_ERR INVALID_ACCESS_ERR INVALID_CHARACTER_ERR
 INVALID_MODIFICATION_ERR INVALID_STATE_ERR IndexSizeErr InuseAttributeErr InvalidAccessErr InvalidCharacterErr
 InvalidModificationErr InvalidStateErr Literal NAMESPACE_ERR NOT_FOUND_ERR NOT_SUPPORTED_ERR NO_DATA_ALLOWED_ERR
 NO_MODIFICATION_ALLOWED_ERR NamespaceErr NoDataAllowedErr NoModificationAllowedErr Node NodeFilter NotFoundErr
 NotSupportedErr SYNTAX_ERR SyntaxErr UserDataHandler VALIDATION_ERR ValidationErr WRONG_DOCUMENT_ERR WrongDocumentErr
 XHTML_NAMESPACE XMLNS_NAMESPACE XML_NAMESPACE domreg expatbuilder getDOMImplementation minicompat minidom pulldom
 registerDOMImplementation xmlbuilder
xml.dom.NodeFilter: Final Node NodeFilter
xml.dom.domreg: Callable DOMImplementation Iterable getDOMImplementation registerDOMImplementation registered
 well_known_implementations
xml.dom.expatbuilder: Any CDATA_SECTION_NODE DOCUMENT_NODE DOMBuilderFilter DOMImplementation Document
 DocumentFragment Element ElementInfo ExpatBuilder ExpatBuilderNS FILTER_ACCEPT FILTER_INTERRUPT FILTER_REJECT
 FILTER_SKIP FilterCrutch FilterVisibilityController Final FragmentBuilder FragmentBuilderNS InternalSubsetExtractor
 Namespaces Never Node Options ParseEscape ReadableBuffer Rejecter Skipper SupportsRead TEXT_NODE TypeAlias TypeInfo
 XMLParserType makeBuilder parse parseFragment parseFragmentString parseString theDOMImplementation
xml.dom.minicompat: Any EmptyNodeList Iterable Literal NodeList StringTypes TypeVar defproperty
xml.dom.minidom: Any Attr AttributeList CDATASection CharacterData Childless ClassVar Comment DOMImplementation
 DOMImplementationLS Document DocumentFragment DocumentLS DocumentType Element ElementInfo EmptyNodeList Entity
 Generic Identified Incomplete Iterable Literal NamedNodeMap Never Node NodeList Notation ProcessingInstruction
 Protocol ReadOnlySequentialNamedNodeMap ReadableBuffer Self Sequence SupportsRead SupportsWrite Text TracebackType
 TypeAlias TypeInfo TypeVar XMLReader dict_keys dict_values getDOMImplementation overload parse parseString
 type_check_only xml
xml.dom.pulldom: AttributesImpl AttributesNSImpl CHARACTERS COMMENT Comment ContentHandler DOMEventStream
 DOMImplementation Document END_DOCUMENT END_ELEMENT Element ErrorHandler Final IGNORABLE_WHITESPACE Incomplete
 Literal Locator MutableSequence Never PROCESSING_INSTRUCTION ProcessingInstruction PullDOM SAX2DOM START_DOCUMENT
 START_ELEMENT Self Sequence Text TypeAlias Unused XMLReader default_bufsize parse parseString sys
xml.dom.xmlbuilder: Any DOMBuilder DOMBuilderFilter DOMEntityResolver DOMImplementationLS DOMInputSource Document
 DocumentLS Final Literal Never Node Options SupportsRead
xml.etree: ElementInclude ElementPath ElementTree cElementTree
xml.etree.ElementInclude: DEFAULT_MAX_INCLUSION_DEPTH Element FatalIncludeError FileDescriptorOrPath Final
 LimitedRecursiveIncludeError Literal Protocol XINCLUDE XINCLUDE_FALLBACK XINCLUDE_INCLUDE default_loader include
 overload type_check_only
xml.etree.ElementPath: Any Callable Element Final Generator Iterable Literal Pattern TypeAlias TypeVar find findall
 findtext get_parent_map iterfind ops overload prepare_child prepare_descendant prepare_parent prepare_predicate
 prepare_self prepare_star xpath_tokenizer xpath_tokenizer_re
xml.etree.ElementTree: Any C14NWriterTarget Callable Comment Element ElementTree FileDescriptorOrPath Final Generator
 Generic HTML_EMPTY ItemsView Iterable Iterator Literal Mapping PI ParseError ProcessingInstruction Protocol QName
 ReadableBuffer Sequence SubElement SupportsIndex SupportsRead SupportsWrite TreeBuilder TypeAlias TypeGuard TypeVar
 VERSION XML XMLID XMLParser XMLParserType XMLPullParser canonicalize deprecated dict_keys disjoint_base dump
 fromstring fromstringlist indent iselement iterparse overload parse register_namespace sys tostring tostringlist
 type_check_only
xml.etree.cElementTree: Any C14NWriterTarget Callable Comment Element ElementTree FileDescriptorOrPath Final Generator
 Generic HTML_EMPTY ItemsView Iterable Iterator Literal Mapping PI ParseError ProcessingInstruction Protocol QName
 ReadableBuffer Sequence SubElement SupportsIndex SupportsRead SupportsWrite TreeBuilder TypeAlias TypeGuard TypeVar
 VERSION XML XMLID XMLParser XMLParserType XMLPullParser canonicalize deprecated dict_keys disjoint_base dump
 fromstring fromstringlist indent iselement iterparse overload parse register_namespace sys tostring tostringlist
 type_check_only
xml.parsers: expat
xml.parsers.expat: Any Callable CapsuleType EXPAT_VERSION ErrorString ExpatError Final ParserCreate ReadableBuffer
 SupportsRead TypeAlias XMLParserType XML_PARAM_ENTITY_PARSING_ALWAYS XML_PARAM_ENTITY_PARSING_NEVER
 XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE error errors expat_CAPI features final model native_encoding version_info
xml.parsers.expat.errors: Final LiteralString XML_ERROR_ABORTED XML_ERROR_AMPLIFICATION_LIMIT_BREACH
 XML_ERROR_ASYNC_ENTITY XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF XML_ERROR_BAD_CHAR_REF XML_ERROR_BINARY_ENTITY_REF
 XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING XML_ERROR_DUPLICATE_ATTRIBUTE XML_ERROR_ENTITY_DECLARED_IN_PE
 XML_ERROR_EXTERNAL_ENTITY_HANDLING XML_ERROR_FEATURE_REQUIRES_XML_DTD XML_ERROR_FINISHED XML_ERROR_INCOMPLETE_PE
 XML_ERROR_INCORRECT_ENCODING XML_ERROR_INVALID_ARGUMENT XML_ERROR_INVALID_TOKEN XML_ERROR_JUNK_AFTER_DOC_ELEMENT
 XML_ERROR_MISPLACED_XML_PI XML_ERROR_NOT_STANDALONE XML_ERROR_NOT_STARTED XML_ERROR_NOT_SUSPENDED XML_ERROR_NO_BUFFER
 XML_ERROR_NO_ELEMENTS XML_ERROR_NO_MEMORY XML_ERROR_PARAM_ENTITY_REF XML_ERROR_PARTIAL_CHAR XML_ERROR_PUBLICID
 XML_ERROR_RECURSIVE_ENTITY_REF XML_ERROR_RESERVED_NAMESPACE_URI XML_ERROR_RESERVED_PREFIX_XML
 XML_ERROR_RESERVED_PREFIX_XMLNS XML_ERROR_SUSPENDED XML_ERROR_SUSPEND_PE XML_ERROR_SYNTAX XML_ERROR_TAG_MISMATCH
 XML_ERROR_TEXT_DECL XML_ERROR_UNBOUND_PREFIX XML_ERROR_UNCLOSED_CDATA_SECTION XML_ERROR_UNCLOSED_TOKEN
 XML_ERROR_UNDECLARING_PREFIX XML_ERROR_UNDEFINED_ENTITY XML_ERROR_UNEXPECTED_STATE XML_ERROR_UNKNOWN_ENCODING
 XML_ERROR_XML_DECL codes messages sys
xml.parsers.expat.model: Final XML_CQUANT_NONE XML_CQUANT_OPT XML_CQUANT_PLUS XML_CQUANT_REP XML_CTYPE_ANY
 XML_CTYPE_CHOICE XML_CTYPE_EMPTY XML_CTYPE_MIXED XML_CTYPE_NAME XML_CTYPE_SEQ
xml.sax: ContentHandler ErrorHandler Final InputSource Iterable Protocol ReadableBuffer SAXException
 SAXNotRecognizedException SAXNotSupportedException SAXParseException SAXReaderNotAvailable StrPath SupportsRead
 TypeAlias XMLReader default_parser_list expatreader handler make_parser parse parseString saxutils sys
 type_check_only xmlreader
xml.sax.expatreader: Any AttributesImpl AttributesNSImpl ExpatLocator ExpatParser Final LexicalHandler Literal Mapping
 ReadableBuffer TypeAlias create_parser overload version xmlreader
xml.sax.handler: ContentHandler DTDHandler EntityResolver ErrorHandler Final LexicalHandler Never Protocol
 all_features all_properties feature_external_ges feature_external_pes feature_namespace_prefixes feature_namespaces
 feature_string_interning feature_validation property_declaration_handler property_dom_node property_encoding
 property_interning_dict property_lexical_handler property_xml_string type_check_only version xmlreader
xml.sax.saxutils: Literal Mapping Never RawIOBase StreamReaderWriter StreamWriter SupportsWrite TextIOBase
 XMLFilterBase XMLGenerator escape handler prepare_input_source quoteattr unescape xmlreader
xml.sax.xmlreader: AttributesImpl AttributesNSImpl Generic IncrementalParser InputSource Literal Locator Mapping
 ReadableBuffer Self TypeAlias TypeVar XMLReader overload
xml.utils: is_valid_name is_valid_text
xmlrpc: client server
xmlrpc.client: APPLICATION_ERROR Any Binary Boolean BytesIO Callable ClassVar DateTime Error ExpatParser
 FastMarshaller FastParser FastUnmarshaller Fault Final GzipDecodedResponse INTERNAL_ERROR INVALID_ENCODING_CHAR
 INVALID_METHOD_PARAMS INVALID_XMLRPC Iterable Literal MAXINT METHOD_NOT_FOUND MININT Mapping Marshaller MultiCall
 MultiCallIterator NOT_WELLFORMED_ERROR PARSE_ERROR Protocol ProtocolError ReadableBuffer ResponseError SERVER_ERROR
 SYSTEM_ERROR SafeTransport Self Server ServerProxy SizedBuffer SupportsRead SupportsWrite TRANSPORT_ERROR
 TracebackType Transport TypeAlias UNSUPPORTED_ENCODING Unmarshaller WRAPPERS boolean datetime dumps escape getparser
 gzip gzip_decode gzip_encode http loads overload time type_check_only
xmlrpc.server: Any CGIXMLRPCRequestHandler Callable ClassVar DocCGIXMLRPCRequestHandler DocXMLRPCRequestHandler
 DocXMLRPCServer Fault Iterable Mapping MultiPathXMLRPCServer Pattern Protocol ReadableBuffer ServerHTMLDoc
 SimpleXMLRPCDispatcher SimpleXMLRPCRequestHandler SimpleXMLRPCServer TypeAlias XMLRPCDocGenerator http
 list_public_methods pydoc resolve_dotted_attribute socketserver type_check_only
xxlimited: Any Error Str Xxo final foo new sys
zipapp: BinaryIO Callable Path TypeAlias ZipAppError create_archive get_interpreter
zipfile: BZIP2_VERSION BadZipFile BadZipfile Callable CompleteDirs DEFAULT_VERSION FileDescriptorOrPath Final IO
 Iterable Iterator LZMA_VERSION LargeZipFile Literal MAX_EXTRACT_VERSION Path PathLike Protocol PyZipFile Self
 SizedBuffer StrPath TextIOWrapper TracebackType TypeAlias ZIP64_LIMIT ZIP64_VERSION ZIP_BZIP2 ZIP_DEFLATED
 ZIP_FILECOUNT_LIMIT ZIP_LZMA ZIP_MAX_COMMENT ZIP_STORED ZIP_ZSTANDARD ZSTANDARD_VERSION ZipExtFile ZipFile ZipInfo
 error io is_zipfile overload sys type_check_only
zipimport: CodeType ModuleSpec ModuleType StrOrBytesPath ZipImportError ZipReader deprecated sys zipimporter
zlib: Any DEFLATED DEF_BUF_SIZE DEF_MEM_LEVEL Final MAX_WBITS ReadableBuffer Self ZLIBNG_VERSION ZLIB_RUNTIME_VERSION
 ZLIB_VERSION Z_BEST_COMPRESSION Z_BEST_SPEED Z_BLOCK Z_DEFAULT_COMPRESSION Z_DEFAULT_STRATEGY Z_FILTERED Z_FINISH
 Z_FIXED Z_FULL_FLUSH Z_HUFFMAN_ONLY Z_NO_COMPRESSION Z_NO_FLUSH Z_PARTIAL_FLUSH Z_RLE Z_SYNC_FLUSH Z_TREES adler32
 adler32_combine compress compressobj crc32 crc32_combine decompress decompressobj error final sys type_check_only
zoneinfo: InvalidTZPathWarning Iterable Self TZPATH ZoneInfo ZoneInfoNotFoundError available_timezones datetime
 disjoint_base reset_tzpath sys timedelta tzinfo
"""

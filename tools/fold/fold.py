"""Fold modules that are pieces of one noun into one module, by a plan.

    python3 /work/brief/fold.py [--tree DIR] [--plan FILE] [--dry] [--only TARGET …]

Runs with any Python ≥ 3.11 (standard library only); uses .venv/bin/ruff of the tree, and git. Nothing is committed.

Plan, one block a fold; paths below app/, without .py (`x/__init__` is a package's own module):

    models/people/account <- account account_pin    # sources: in the target's folder, or with their path
      doc: Staff accounts: user name, password, state, PIN.
      rename: account_pin._open _open_pin           # a top-level name of a source that another source has too
      text: app/registers/papers.py | old | new     # changed before the fold
    edit: docs/architecture.md | old text | new text
    move: tests/a.py tests/b.py

What cannot be done is printed as "NOT …" and left as it is; the other folds go on. A source that is not there is left out.
"""

import argparse
import ast
import builtins
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

MOST = 250
BUILTINS = set(dir(builtins))
TEXTS = {".py", ".md", ".yaml", ".toml", ".txt", ".mjs", ".js", ".json", ".sh", ".html", ".pyi", ""}
SKIPPED = {"node_modules", ".venv", ".git", "built", "vendor", ".check_cache", "__pycache__", ".mypy_cache", "golden", ".ruff_cache"}


class CannotFold(Exception):
    pass


# --- names and scopes ------------------------------------------------------------------------------------------------

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def args_of(node):
    a = node.args
    return [*a.posonlyargs, *a.args, *a.kwonlyargs, *([a.vararg] if a.vararg else []), *([a.kwarg] if a.kwarg else [])]


class Scopes(ast.NodeVisitor):
    """For each Name its binding scope (node), and for each scope which names it binds and by which nodes."""

    def __init__(self, tree):
        self.bound = defaultdict(lambda: defaultdict(list))  # scope → name → nodes
        self.uses = []  # (Name node, chain of scopes)
        self.tree = tree
        self._bind(tree, tree)
        self.chain = [tree]
        self.visit(tree)

    def _bind(self, scope, top):
        globals_ = set()

        def go(node):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    self.bound[scope][child.name].append(child)
                    for each in child.decorator_list:
                        go(each)
                    continue
                if isinstance(child, ast.Lambda):
                    continue
                if isinstance(child, COMPREHENSIONS):
                    for sub in ast.walk(child):  # a walrus binds outside of its comprehension
                        if isinstance(sub, ast.NamedExpr):
                            self.bound[scope][sub.target.id].append(sub)
                    continue
                if isinstance(child, (ast.Import, ast.ImportFrom)):
                    for alias in child.names:
                        self.bound[scope][alias.asname or alias.name.split(".")[0]].append(alias)
                elif isinstance(child, ast.Name) and isinstance(child.ctx, (ast.Store, ast.Del)):
                    self.bound[scope][child.id].append(child)
                elif isinstance(child, ast.ExceptHandler) and child.name:
                    self.bound[scope][child.name].append(child)
                elif isinstance(child, (ast.MatchAs, ast.MatchStar)) and child.name:
                    self.bound[scope][child.name].append(child)
                elif isinstance(child, ast.MatchMapping) and child.rest:
                    self.bound[scope][child.rest].append(child)
                elif isinstance(child, ast.Global):
                    globals_.update(child.names)
                go(child)

        if isinstance(scope, FUNCTIONS):
            for arg in args_of(scope):
                self.bound[scope][arg.arg].append(arg)
        if isinstance(scope, ast.Lambda):
            go(ast.Expr(scope.body))
        elif isinstance(scope, COMPREHENSIONS):
            for gen in scope.generators:
                for sub in ast.walk(gen.target):
                    if isinstance(sub, ast.Name):
                        self.bound[scope][sub.id].append(sub)
        elif hasattr(scope, "body"):
            for each in scope.body:
                go(ast.Module([each], []))
        for name in globals_:
            self.bound[scope].pop(name, None)

    def _inside(self, node, parts):
        self._bind(node, node)
        self.chain.append(node)
        for part in parts:
            self.visit(part)
        self.chain.pop()

    def visit_FunctionDef(self, node):
        outer = [*node.decorator_list, *node.args.defaults, *[d for d in node.args.kw_defaults if d]]
        outer += [a.annotation for a in args_of(node) if a.annotation] + ([node.returns] if node.returns else [])
        for each in outer:
            self.visit(each)
        self._inside(node, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        for each in [*node.args.defaults, *[d for d in node.args.kw_defaults if d]]:
            self.visit(each)
        self._inside(node, [node.body])

    def visit_ClassDef(self, node):
        for each in [*node.decorator_list, *node.bases, *[k.value for k in node.keywords]]:
            self.visit(each)
        self._inside(node, node.body)

    def _comp(self, node):
        self.visit(node.generators[0].iter)
        parts = [node.elt] if hasattr(node, "elt") else [node.key, node.value]
        for index, gen in enumerate(node.generators):
            parts += [gen.target, *gen.ifs, *([gen.iter] if index else [])]
        self._inside(node, parts)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comp

    def visit_Name(self, node):
        self.uses.append((node, tuple(self.chain)))

    def scope_of(self, name, chain):
        for depth, scope in enumerate(reversed(chain)):
            if isinstance(scope, ast.ClassDef) and depth:
                continue
            if name in self.bound[scope]:
                return scope
        return None

    def resolved(self, name, scope):
        """The Name nodes of a name that stand for what a scope binds."""
        return [node for node, chain in self.uses if node.id == name and self.scope_of(name, chain) is scope]

    def binds_between(self, chain, name):
        """Whether a scope inside the module binds a name there, so that the module's own would be hidden."""
        scope = self.scope_of(name, chain)
        return scope is not None and scope is not self.tree


# --- text with edits -------------------------------------------------------------------------------------------------


class Source:
    def __init__(self, text):
        self.text = text
        self.bytes = text.encode()
        self.starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.tree = ast.parse(text)
        self.edits = []
        self._scopes = None

    @property
    def scopes(self):
        if self._scopes is None:
            self._scopes = Scopes(self.tree)
        return self._scopes

    def at(self, line, column):
        return self.starts[line - 1] + column

    def span(self, node):
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def segment(self, node):
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def put(self, node, text):
        self.edits.append((*self.span(node), text))

    def put_lines(self, first, last, text=""):
        """Put a text in place of whole lines (1-based, the last included)."""
        self.edits.append((self.starts[first - 1], self.starts[last], text))

    def edited(self):
        found = self.bytes
        done = set()
        for start, end, text in sorted(self.edits, reverse=True):
            if (start, end) in done:
                continue
            done.add((start, end))
            found = found[:start] + text.encode() + found[end:]
        return found.decode()


def first_line(node):
    return min([node.lineno, *[d.lineno for d in getattr(node, "decorator_list", [])]])


def annotation_strings(tree):
    """Constants that are annotations written as text, or types in cast() and the like."""
    for node in ast.walk(tree):
        roots = []
        if isinstance(node, ast.arg) and node.annotation:
            roots = [node.annotation]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            roots = [node.returns]
        elif isinstance(node, ast.AnnAssign):
            roots = [node.annotation]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast" and node.args:
            roots = [node.args[0]]
        elif isinstance(node, ast.Subscript):
            roots = [node.slice]
        for root in roots:
            for sub in ast.walk(root):
                if isinstance(sub, ast.Constant) and isinstance(sub.value, str) and re.fullmatch(r"[\w.\[\], |]+", sub.value):
                    yield sub


def rename_in(source, old, new, scope=None):
    """Rename what a scope (the module) binds under a name, everywhere in its text."""
    scope = scope or source.scopes.tree
    for node in source.scopes.resolved(old, scope):
        source.put(node, new)
    for node in source.scopes.bound[scope].get(old, ()):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            start = source.span(node)[0]
            word = b"class " if isinstance(node, ast.ClassDef) else b"def "
            begin = source.bytes.index(word, start) + len(word)
            source.edits.append((begin, begin + len(old.encode()), new))
    for node in annotation_strings(source.tree):
        if re.search(rf"(?<![\w.]){old}\b", node.value):
            source.put(node, re.sub(rf"(?<![\w.]){old}\b", new, source.segment(node)))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Global) and old in node.names:
            source.put(node, "global " + ", ".join(new if each == old else each for each in node.names))


# --- the tree --------------------------------------------------------------------------------------------------------


class Tree:
    def __init__(self, root):
        self.root = root
        self.texts = {}
        for folder in ("app", "tests", "tools", "migrations", "docs", "script", "typings"):
            for path in (root / folder).rglob("*"):
                self._read(path)
        for path in root.iterdir():
            self._read(path)
        self.changed = set()
        self.removed = set()
        self.said = []

    def _read(self, path):
        inner = path.relative_to(self.root)
        if not path.is_file() or path.suffix not in TEXTS or SKIPPED & set(inner.parts) or path.is_symlink():
            return
        if path.name in {"asked.json", "package-lock.json"} or inner.parts[0] == "docs" and inner.parts[1] == "history":
            return
        try:
            self.texts[str(inner)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return

    def write(self, path, text):
        if self.texts.get(path) != text:
            self.texts[path] = text
            self.changed.add(path)
            self.removed.discard(path)

    def remove(self, path):
        self.texts.pop(path, None)
        self.changed.discard(path)
        self.removed.add(path)

    def python(self):
        return [path for path in self.texts if path.endswith((".py", ".pyi"))]

    def say(self, line):
        self.said.append(line)
        print(line, flush=True)


def dotted(path):
    """`app/x/a.py` → app.x.a; a package's `__init__` is the package."""
    name = path.removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")


def is_type_checking(node):
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports_of(text, package_names, modules):
    """Modules of app that a text imports: while it runs, and all."""
    runs, all_ = set(), set()

    def go(nodes, only_types):
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "app":
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    found = whole if whole in modules else node.module
                    all_.add(found)
                    if not only_types:
                        runs.add(found)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.split(".")[0] == "app":
                        all_.add(alias.name)
                        if not only_types:
                            runs.add(alias.name)
            else:
                body = [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, ast.excepthandler))]
                go(body, only_types or is_type_checking(node))

    go(ast.parse(text).body, False)
    return runs, all_


def knots(arrows):
    """Groups of modules that reach each other."""
    index, low, stack, on, found, counter = {}, {}, [], set(), [], [0]
    sys.setrecursionlimit(20_000)

    def visit(v):
        index[v] = low[v] = counter[0]
        counter[0] += 1
        stack.append(v)
        on.add(v)
        for w in arrows.get(v, ()):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            group = []
            while True:
                w = stack.pop()
                on.discard(w)
                group.append(w)
                if w == v:
                    break
            if len(group) > 1:
                found.append(sorted(group))

    for v in sorted(arrows):
        if v not in index:
            visit(v)
    return found


class Graph:
    def __init__(self, tree):
        paths = [path for path in tree.python() if path.startswith("app/")]
        modules = {dotted(path) for path in paths}
        self.runs, self.all = {}, {}
        for path in paths:
            runs, all_ = imports_of(tree.texts[path], None, modules)
            self.runs[dotted(path)], self.all[dotted(path)] = runs & modules, all_ & modules

    def folded(self, names, target):
        new = object.__new__(Graph)
        for kind in ("runs", "all"):
            old, made = getattr(self, kind), {}
            for one, others in old.items():
                key = target if one in names else one
                made.setdefault(key, set()).update({target if each in names else each for each in others} - {key})
            setattr(new, kind, made)
        return new


# --- one fold --------------------------------------------------------------------------------------------------------


class Fold:
    def __init__(self, target, sources):
        self.target, self.sources = target, sources  # paths "app/…/x.py"
        self.doc = ""
        self.renames = defaultdict(dict)  # path → {old: new}
        self.before = []  # (path, old text, new text)

    @property
    def name(self):
        return dotted(self.target)


def top_level(source):
    """Names that a module defines itself → the statements; and its imports: local name → (statement, alias)."""
    defined, imported = defaultdict(list), {}

    def go(nodes):
        for node in nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    imported[alias.asname or alias.name.split(".")[0]] = (node, alias)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                defined[node.name].append(node)
            elif isinstance(node, (ast.If, ast.Try, ast.For, ast.With)):
                go([child for child in ast.walk(node) if isinstance(child, ast.stmt) and child is not node])
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    for sub in ast.walk(target):
                        if isinstance(sub, ast.Name):
                            defined[sub.id].append(node)

    go(source.tree.body)
    return defined, imported


def joined(tree, fold, order):
    """The text of the target: one docstring, all imports, the bodies in order."""
    names = {dotted(path) for path in order}
    sources = {path: Source(tree.texts[path]) for path in order}
    for path, renames in fold.renames.items():
        if path not in sources:
            continue
        defined, imported = top_level(sources[path])
        for old, new in renames.items():
            if old not in defined and old not in imported:
                tree.say(f"  (nothing to rename: {path} {old})")
                continue
            if old in imported:
                statement, alias = imported[old]
                sources[path].put(alias, f"{alias.name} as {new}")
            rename_in(sources[path], old, new)
        sources[path] = Source(sources[path].edited())
    tops = {path: top_level(source) for path, source in sources.items()}
    own_defined = {dotted(path): defined for path, (defined, _imported) in tops.items()}
    # references among the sources
    for path, source in sources.items():
        source.edits = []
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            scope = next((s for s in [*source.scopes.bound] if any(a in source.scopes.bound[s].get(a.asname or a.name, ()) for a in node.names)), source.tree)
            if node.module in names:
                for alias in node.names:
                    real = fold.renames.get(module_path(tree, node.module), {}).get(alias.name, alias.name)
                    local = alias.asname or alias.name
                    if local != real:
                        check_hidden(source, local, real, scope, path)
                        rename_in(source, local, real, scope)
            else:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    if whole in names:
                        inline_module(source, alias.asname or alias.name, scope, own_defined[whole], path, fold.renames.get(module_path(tree, whole), {}))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import) and any(alias.name in names for alias in node.names):
                raise CannotFold(f"{path} has “import {node.names[0].name}”")
    sources = {path: Source(source.edited()) for path, source in sources.items()}
    tops = {path: top_level(source) for path, source in sources.items()}
    dropped = collisions(sources, tops, names)
    runtime, typed, bodies, remarks = [], [], [], []
    for path in order:
        body, extra = taken_apart(sources[path], names, runtime, typed, dropped[path], path)
        if body.strip():
            bodies.append(body.strip("\n"))
        remarks += extra
    for each in remarks:
        tree.say(f"  look at: {each}")
    for longer in dropped["imports"]:
        module, _, name = longer.rpartition(".")
        for lines in (runtime, typed):
            lines[:] = [without_name(line, module, name) for line in lines]
            lines[:] = [line for line in lines if line]
    typed = without_runtime(runtime, typed)
    doc = docstring(fold, [sources[path] for path in order])
    text = f'"""{doc}"""\n\n' + "\n".join(dict.fromkeys(runtime))
    if typed:
        text += "\n\nif TYPE_CHECKING:\n" + "\n".join("    " + line for each in dict.fromkeys(typed) for line in each.splitlines())
    text += "\n\n\n" + "\n\n\n".join(bodies) + "\n"
    ast.parse(text)
    return text


def without_name(line, module, name):
    [node] = ast.parse(line).body
    if not isinstance(node, ast.ImportFrom) or node.module != module:
        return line
    node.names = [each for each in node.names if each.name != name]
    return ast.unparse(node) if node.names else ""


def without_runtime(runtime, typed):
    """Imports for types that no import of the module's run has already."""
    had = set()
    for each in runtime:
        for node in ast.parse(each).body:
            had |= {(getattr(node, "module", None), a.name, a.asname) for a in node.names}
    found = []
    for each in typed:
        [node] = ast.parse(each).body
        left = [a for a in node.names if (getattr(node, "module", None), a.name, a.asname) not in had]
        if left:
            node.names = left
            found.append(ast.unparse(node))
    return found


def module_path(tree, name):
    plain = name.replace(".", "/")
    return f"{plain}.py" if f"{plain}.py" in tree.texts else f"{plain}/__init__.py"


def check_hidden(source, old, new, scope, path):
    for node, chain in source.scopes.uses:
        if node.id == old and source.scopes.scope_of(old, chain) is scope:
            found = source.scopes.scope_of(new, chain)
            if found is not None and found is not source.tree:
                raise CannotFold(f"{path}:{node.lineno}: {new} is bound there, {old} cannot become it")


def inline_module(source, local, scope, defined, path, renames):
    """`senders.Sender` → `Sender`."""
    nodes = set(map(id, source.scopes.resolved(local, scope)))
    chains = {id(node): chain for node, chain in source.scopes.uses}
    seen = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and id(node.value) in nodes:
            seen.add(id(node.value))
            name = renames.get(node.attr, node.attr)
            if source.scopes.binds_between(chains[id(node.value)], name):
                raise CannotFold(f"{path}:{node.lineno}: {local}.{node.attr} would be hidden by a local {name}")
            source.put(node, name)
    if nodes - seen:
        raise CannotFold(f"{path}: the module {local} is used as a value")
    for node in annotation_strings(source.tree):
        if f"{local}." in node.value:
            source.put(node, re.sub(rf"(?<![\w.]){local}\.", "", source.segment(node)))


def collisions(sources, tops, names):
    """Equal definitions are kept once (returned by path); others of one name are refused."""
    dropped = defaultdict(list)
    first, wrong = {}, []
    for path, (defined, imported) in tops.items():
        for name, nodes in defined.items():
            if name == "__all__":
                wrong.append(f"{path} has __all__")
                continue
            text = "\n".join(sources[path].segment(node) for node in nodes)
            if name not in first:
                first[name] = (path, text)
            elif first[name][0] != path:
                if first[name][1] == text:
                    dropped[path] += nodes
                else:
                    wrong.append(f"{name}: {first[name][0]} and {path}")
    origins = {}
    for path, (defined, imported) in tops.items():
        for name, (node, alias) in imported.items():
            if isinstance(node, ast.ImportFrom) and (node.module in names or f"{node.module}.{alias.name}" in names):
                continue
            origin = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
            if name in first:
                wrong.append(f"{name}: imported by {path} ({origin}), defined by {first[name][0]}")
            other = origins.setdefault(name, (origin, path))[0]
            if other != origin and {other.split(".")[0], origin.split(".")[0]} == {"sqlalchemy"} and other.endswith(f".{name}") and origin.endswith(f".{name}"):
                dropped["imports"].append(max(other, origin, key=len))
            elif other != origin:
                wrong.append(f"{name}: {origin} ({path}) and {origins[name][0]} ({origins[name][1]})")
    bindings = set(first) | set(origins)
    for path, source in sources.items():
        own = set(tops[path][0]) | set(tops[path][1])
        for name in (bindings & BUILTINS) - own:
            if any(node.id == name and source.scopes.scope_of(name, chain) is None for node, chain in source.scopes.uses):
                wrong.append(f"{path} uses the builtin {name}, which another source binds")
    if wrong:
        raise CannotFold("names that clash:\n      " + "\n      ".join(sorted(set(wrong))))
    return dropped


def taken_apart(source, names, runtime, typed, dropped, path):
    """The body of a module without docstring, imports and what another source has; its imports are added to the lists."""
    remarks = []
    lines = source.text.splitlines()
    gone = set()
    body = source.tree.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
        gone |= set(range(body[0].lineno, body[0].end_lineno + 1))

    def take(node, into):
        if isinstance(node, ast.ImportFrom):
            left = [a for a in node.names if node.module not in names and f"{node.module}.{a.name}" not in names]
            if not left:
                return
            text = ast.unparse(ast.ImportFrom(node.module, left, node.level))
        else:
            text = ast.unparse(node)
        comments = [m.group(0) for line in lines[node.lineno - 1 : node.end_lineno] if (m := re.search(r"  # .*$", line))]
        into.append(text + (comments[0] if comments else ""))
        if len(comments) > 1:
            remarks.append(f"{path}: comments at “{text[:60]}”")

    for node in body:
        span = set(range(first_line(node), node.end_lineno + 1))
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            take(node, runtime)
            gone |= span
        elif is_type_checking(node) and not node.orelse and all(isinstance(each, (ast.Import, ast.ImportFrom)) for each in node.body):
            for each in node.body:
                take(each, typed)
            gone |= span
        elif any(node is each for each in dropped):
            gone |= span
            above = first_line(node) - 1
            while above and lines[above - 1].startswith("#") and above not in gone:
                gone.add(above)
                above -= 1
    for node in ast.walk(source.tree):  # imports inside functions
        if isinstance(node, ast.ImportFrom) and node not in body and not set(range(node.lineno, node.end_lineno + 1)) & gone:
            left = [a for a in node.names if node.module not in names and f"{node.module}.{a.name}" not in names]
            if len(left) < len(node.names):
                if left:
                    raise CannotFold(f"{path}:{node.lineno}: an import inside a function, of several modules")
                gone |= set(range(node.lineno, node.end_lineno + 1))
                if node.end_lineno < len(lines) and not lines[node.end_lineno].strip():
                    gone.add(node.end_lineno + 1)
    first_body = next((first_line(n) for n in body if not isinstance(n, (ast.Import, ast.ImportFrom, ast.Expr)) and not is_type_checking(n)), len(lines))
    last_import = max([n.end_lineno for n in body if isinstance(n, (ast.Import, ast.ImportFrom)) or is_type_checking(n)], default=0)
    for number in range(1, last_import):
        if lines[number - 1].startswith("#") and number not in gone:
            remarks.append(f"{path}:{number}: a comment among imports")
    kept = [line for number, line in enumerate(lines, 1) if number not in gone]
    return "\n".join(kept), remarks


def docstring(fold, sources):
    """The plan's line, and what the docstrings of the sources say beyond their first paragraph."""
    parts = [wrapped(fold.doc)] if fold.doc else []
    for source in sources:
        own = ast.get_docstring(source.tree) or ""
        first, _, rest = own.partition("\n\n")
        if not fold.doc and not parts:
            parts.append(first)
        if rest and rest not in parts:
            parts.append(rest)
    text = "\n\n".join(parts).replace("\\", "\\\\")
    return text if len(parts) == 1 else text + "\n"


def wrapped(text):
    lines, line = [], '"""'
    for word in text.split():
        if len(line) + 1 + len(word) > 117:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line not in {'"""'} else line + word
    lines.append(line)
    return "\n".join(lines).removeprefix('"""')


# --- those who import ------------------------------------------------------------------------------------------------


def rewritten(tree, path, fold, order):
    """Let a file import from the target what it imports from a source."""
    text = tree.texts[path]
    if path.endswith((".py", ".pyi")):
        text = module_imports(tree, path, text, fold, order)
        text = renamed_imports(tree, text, fold, order)
    for each in order:
        if each == fold.target:
            continue
        old, new = dotted(each), fold.name
        if old not in text and each.removesuffix(".py").removeprefix("app/") not in text:
            continue
        text = re.sub(rf"(?<![\w./]){re.escape(old)}(?!\w)", new, text)
        if not each.endswith("__init__.py"):
            plain, target = each.removesuffix(".py"), fold.target.removesuffix(".py")
            package = target.removesuffix("/__init__")
            text = re.sub(rf"(?<![\w/]){re.escape(plain)}\.py\b", fold.target, text)
            text = re.sub(rf"(?<![\w/]){re.escape(plain)}(?![\w/.*])", package, text)
            text = re.sub(rf"(?<![\w/]){re.escape(plain)}(?=\.(?:\s|$|\)))", package, text)
            inner, inner_target = plain.removeprefix("app/"), package.removeprefix("app/")
            if "/" in inner and path.endswith((".md", ".yaml", ".txt", ".py")):  # `registers/personal_data/erasing`
                text = re.sub(rf"(?<![\w/.-]){re.escape(inner)}\.py\b", fold.target.removeprefix("app/"), text)
                text = re.sub(rf"`{re.escape(inner)}`", f"`{inner_target}`", text)
    return text


def renamed_imports(tree, text, fold, order):
    """`from app.x.a import _old` and "app.x.a._old" where a plan renames `_old` of a."""
    for each in order:
        for old, new in fold.renames.get(each, {}).items():
            name = dotted(each)
            text = re.sub(rf"(?<![\w.]){re.escape(name)}\.{old}\b", f"{name}.{new}", text)
            if name not in text or old not in text:
                continue
            source = Source(text)
            for node in ast.walk(source.tree):
                if isinstance(node, ast.ImportFrom) and node.module == name:
                    for alias in node.names:
                        if alias.name == old:
                            if alias.asname or source.scopes.bound[source.tree].get(new):
                                source.put(alias, f"{new} as {alias.asname or old}")
                            else:
                                source.put(alias, new)
                                rename_in(source, old, new)
            text = source.edited()
    return text


def module_imports(tree, path, text, fold, order):
    """`from app.x import a`, with `a.f` → `from app.x import target`, with `target.f`."""
    wanted = {}
    for each in order:
        if each != fold.target or fold.renames.get(each):
            package, _, base = dotted(each).rpartition(".")
            if package in text and re.search(rf"from {re.escape(package)} import[^#]*?\b{base}\b", text):
                wanted[package, base] = each
    if not wanted:
        return text
    source = Source(text)
    package, _, base = fold.name.rpartition(".")
    touched = False
    statements = [n for n in ast.walk(source.tree) if isinstance(n, ast.ImportFrom) and any((n.module, a.name) in wanted for a in n.names)]
    for node in statements:
        left, added = [], []
        for alias in node.names:
            each = wanted.get((node.module, alias.name))
            if each is None:
                left.append(alias)
                continue
            local = alias.asname or alias.name
            scope = next(s for s in source.scopes.bound if any(a is alias for a in source.scopes.bound[s].get(local, ())))
            uses = source.scopes.resolved(local, scope)
            renames = fold.renames.get(each, {})
            for sub in ast.walk(source.tree):
                if isinstance(sub, ast.Attribute) and isinstance(sub.value, ast.Name) and sub.value in uses and sub.attr in renames:
                    end = source.span(sub)[1]
                    source.edits.append((end - len(sub.attr.encode()), end, renames[sub.attr]))
                elif isinstance(sub, ast.Call) and len(sub.args) > 1 and any(sub.args[0] is u for u in uses):
                    second = sub.args[1]
                    if isinstance(second, ast.Constant) and second.value in renames:
                        source.put(second, f'"{renames[second.value]}"')
            hidden = [
                one
                for one in source.scopes.bound
                for other in source.scopes.bound[one].get(base, ())
                if not (isinstance(other, ast.alias) and is_of(source.tree, other, package, base, order))
            ]
            if alias.asname:
                added.append(f"{base} as {local}" if local != base else base)
            elif hidden and base != local:
                added.append(f"{base} as {local}")
                tree.say(f"  look at: {path}: {fold.name} as {local}, since {base} means something else there")
            else:
                added.append(base)
                if base != local:
                    for use in uses:
                        source.put(use, base)
                    for constant in annotation_strings(source.tree):
                        if f"{local}." in constant.value:
                            source.put(constant, re.sub(rf"(?<![\w.]){local}\.", f"{base}.", source.segment(constant)))
        indent = " " * node.col_offset
        lines = [f"from {package} import {', '.join(dict.fromkeys(added))}"]
        if left:
            lines.insert(0, ast.unparse(ast.ImportFrom(node.module, left, 0)))
        comments = [m.group(0) for line in text.splitlines()[node.lineno - 1 : node.end_lineno] if (m := re.search(r"  # .*$", line))]
        start = source.span(node)[0]
        end = source.starts[node.end_lineno] - 1 if comments else source.span(node)[1]
        source.edits.append((start, end, f"\n{indent}".join(lines) + "".join(comments)))
        touched = True
    return source.edited() if touched else text


def is_of(tree, alias, package, base, order):
    """Whether an alias is an import of the target itself, or of another source that becomes it."""
    bases = {tuple(dotted(each).rsplit(".", 1)) for each in order} | {(package, base)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(each is alias for each in node.names):
            return (node.module, alias.name) in bases
    return False


# --- the whole -------------------------------------------------------------------------------------------------------


def read_plan(text, texts):
    folds, edits, moves = [], [], []

    def path_of(word, folder):
        plain = word if "/" in word else f"{folder}/{word}"
        return f"app/{plain}.py"

    for number, line in enumerate(text.splitlines(), 1):
        line = line.split(" #")[0].rstrip() if not line.startswith("edit:") else line
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("edit:"):
            edits.append([part.strip() for part in line.removeprefix("edit:").split(" | ")])
        elif line.startswith("move:"):
            moves.append(line.removeprefix("move:").split())
        elif "<-" in line:
            left, right = line.split("<-")
            target = left.strip()
            folder = target.rpartition("/")[0]
            folds.append(Fold(f"app/{target}.py", [path_of(word, folder) for word in right.split()]))
        elif line.strip().startswith("doc:"):
            folds[-1].doc = line.strip().removeprefix("doc:").strip()
        elif line.strip().startswith("text:"):
            folds[-1].before.append([part.strip() for part in line.strip().removeprefix("text:").split(" | ")])
        elif line.strip().startswith("rename:"):
            for pair in line.strip().removeprefix("rename:").split(","):
                old, new = pair.split()
                module, _, name = old.rpartition(".")
                folder = folds[-1].target.removeprefix("app/").rpartition("/")[0]
                folds[-1].renames[path_of(module, folder)][name] = new
        else:
            sys.exit(f"plan, line {number}: {line}")
    return folds, edits, moves


def ordered(fold, tree, graph):
    """The sources in order of dependence; those of the plan's order that do not depend on each other stay so."""
    left = [path for path in fold.sources if path in tree.texts]
    names = {dotted(path): path for path in left}
    found = []
    while left:
        for path in left:
            if not any(names[each] in left and names[each] != path for each in graph.at_start[dotted(path)] if each in names):
                break
        else:
            raise CannotFold("the sources import each other")
        left.remove(path)
        found.append(path)
    return found


def at_start(text, modules):
    """Modules that a text imports while it is loaded: outside of functions and TYPE_CHECKING."""
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in modules else node.module)
    return found


def fold_one(tree, fold, graph):
    missing = [path for path in fold.sources if path not in tree.texts]
    for path in missing:
        tree.say(f"  (not there: {path})")
    if fold.target in tree.texts and fold.target not in fold.sources:
        raise CannotFold(f"{fold.target} is there and no source")
    present = [path for path in fold.sources if path in tree.texts]
    if len(present) < 2 and present != [p for p in present if p != fold.target]:
        raise CannotFold("less than two sources are there")
    for path, old, new in fold.before:
        if old not in tree.texts.get(path, ""):
            raise CannotFold(f"{path} has no “{old}”")
        tree.write(path, tree.texts[path].replace(old, new.replace("\\n", "\n")))
    modules = set(graph.runs)
    graph.at_start = {dotted(path): at_start(tree.texts[path], modules) for path in present}
    order = ordered(fold, tree, graph)
    names = {dotted(path) for path in order}
    after = graph.folded(names, fold.name)
    before_runs, after_runs = sum(map(len, knots(graph.runs))), knots(after.runs)
    if sum(map(len, after_runs)) > before_runs:
        raise CannotFold("a circle of imports: " + "; ".join(" ".join(g) for g in after_runs))
    before_all, after_all = knots(graph.all), knots(after.all)
    had = set().union(*before_all) if before_all else set()
    new = set().union(*after_all) - had - {fold.name} if after_all else set()
    if len(after_all) > len(before_all) or new:
        grown = [g for g in after_all if set(g) & (new | {fold.name})]
        raise CannotFold("a circle with imports for types: " + "; ".join(" ".join(g) for g in grown))
    text = joined(tree, fold, order)
    if (lines := formatted_lines(tree, fold, text)) > MOST:
        raise CannotFold(f"{lines} lines (of {[len(tree.texts[p].splitlines()) for p in order]})")
    for path in order:
        if path != fold.target:
            tree.remove(path)
    tree.write(fold.target, text)
    needles = {dotted(path).rpartition(".")[2] for path in order if path != fold.target} | {dotted(p).rpartition(".")[2] for p in fold.renames}
    if fold.renames:
        needles.add(fold.name.rpartition(".")[2])
    for path in list(tree.texts):
        if path == fold.target or not any(needle in tree.texts[path] for needle in needles):
            continue
        try:
            # the names of sources must be known while importers are read
            tree.write(path, rewritten(tree, path, fold, order))
        except SyntaxError as wrong:
            tree.say(f"  NOT rewritten: {path}: {wrong}")
    tree.write(fold.target, rewritten(tree, fold.target, fold, order))
    folders = {path.rpartition("/")[0] for path in order}
    for folder in folders:
        left = [each for each in tree.texts if each.startswith(folder + "/") and each.endswith(".py")]
        others = [p for p in (tree.root / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts and p.suffix != ".py"]
        if left == [f"{folder}/__init__.py"] and not others and fold.target != left[0] and len(ast.parse(tree.texts[left[0]]).body) <= 1:
            tree.remove(left[0])
            tree.say(f"  the folder {folder} is gone")
    tree.say(f"  {lines} lines; in order: {' '.join(p.removeprefix('app/').removesuffix('.py').rpartition('/')[2] for p in order)}")
    return after


def formatted_lines(tree, fold, text):
    ruff = tree.root / ".venv/bin/ruff"
    done = subprocess.run(
        [ruff, "check", "--fix", "--select", "I,F401,F811", "--quiet", "--stdin-filename", fold.target, "-"],
        input=text, capture_output=True, text=True, cwd=tree.root,
    )
    done = subprocess.run([ruff, "format", "--stdin-filename", fold.target, "-"], input=done.stdout, capture_output=True, text=True, cwd=tree.root)
    return len(done.stdout.splitlines())


def tidy_docs(tree, gone):
    """Bare names of files in documents: `sites.py` → where it is now, once a line; else they are named."""
    here = {path.rpartition("/")[2] for path in tree.texts if path.startswith(("app/", "tests/", "tools/"))}
    now = {}
    for old, new in gone.items():
        base = old.rpartition("/")[2]
        if base not in here and base != new.rpartition("/")[2]:
            now[base] = new
    if not now:
        return
    bare = re.compile(r"(?<![\w/])(" + "|".join(map(re.escape, sorted(now))) + r")(`)?(?!\w)")
    for path in sorted(tree.texts):
        if not path.endswith((".md", ".yaml", ".py", ".js")) or path.startswith("docs/decisions"):
            continue
        text = tree.texts[path]
        if ".py" not in text:
            continue

        def put(found):
            new = now[found.group(1)]
            if found.group(2):
                return new.rpartition("/")[2] + "`"
            tree.say(f"look at: {path} names {found.group(1)} (now {new})")
            return found.group(0)

        text = bare.sub(put, text)
        if path.endswith((".md", ".yaml")):
            for new in set(gone.values()):
                base = new.rpartition("/")[2]
                if base in text:
                    text = re.sub(rf"(`(?:{re.escape(new.rpartition('/')[0])}/)?{re.escape(base)}`)((?:, `[^`]*`)*?), `(?:{re.escape(new.rpartition('/')[0])}/)?{re.escape(base)}`", r"\1\2", text)
        tree.write(path, text)


def apply(tree, dry):
    if dry:
        return
    ruff = tree.root / ".venv/bin/ruff"
    for path in sorted(tree.removed):
        if (tree.root / path).exists():
            subprocess.run(["git", "rm", "-q", "-f", "--", path], cwd=tree.root, check=True)
    for path in sorted(tree.changed):
        (tree.root / path).parent.mkdir(parents=True, exist_ok=True)
        (tree.root / path).write_text(tree.texts[path], encoding="utf-8")
    python = [path for path in sorted(tree.changed) if path.endswith((".py", ".pyi"))]
    for _ in range(2):
        subprocess.run([ruff, "check", "--quiet", "--fix", "--select", "I,F401,F811,UP037,TC", "--ignore", "TC", *python], cwd=tree.root)
        subprocess.run([ruff, "format", "--quiet", *python], cwd=tree.root)
    subprocess.run(["git", "add", "--", *sorted(tree.changed)], cwd=tree.root, check=True)


def count(root):
    paths = [p for p in (root / "app").rglob("*.py")]
    return len(paths), sum(len(p.read_text(encoding="utf-8").splitlines()) for p in paths)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tree", type=Path, default=Path.cwd())
    parser.add_argument("--plan", type=Path, default=Path("/work/brief/fold-plan.txt"))
    parser.add_argument("--dry", action="store_true", help="say what would be done, write nothing")
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    root = given.tree.resolve()
    before = count(root)
    tree = Tree(root)
    graph = Graph(tree)
    folds, edits, moves = read_plan(given.plan.read_text(encoding="utf-8"), tree.texts)
    gone, failed = {}, []
    for fold in folds:
        if given.only and not any(each in fold.target for each in given.only):
            continue
        if all(path not in tree.texts for path in fold.sources if path != fold.target):
            print(f"done before: {fold.target}")
            continue
        tree.say(f"{fold.target} <- {' '.join(p.removeprefix('app/').removesuffix('.py') for p in fold.sources)}")
        kept, changed, removed = dict(tree.texts), set(tree.changed), set(tree.removed)
        try:
            graph = fold_one(tree, fold, graph)
            gone |= {path: fold.target for path in fold.sources if path != fold.target}
        except (CannotFold, SyntaxError, StopIteration, KeyError) as why:
            tree.texts, tree.changed, tree.removed = kept, changed, removed
            tree.say(f"  NOT FOLDED: {why!r}" if not isinstance(why, CannotFold) else f"  NOT FOLDED: {why}")
            failed.append(fold.target)
    for old in list(gone):  # a target that was folded again
        while gone[old] in gone:
            gone[old] = gone[gone[old]]
    tidy_docs(tree, gone)
    for path, old, new in edits:
        text = tree.texts.get(path)
        if text is None or old not in text:
            if text is None or new not in text:
                tree.say(f"NOT edited: {path}: “{old}” is not there")
            continue
        tree.write(path, text.replace(old, new.replace("\\n", "\n")))
    apply(tree, given.dry)
    if not given.dry:
        for old, new in moves:
            if (root / old).exists():
                (root / new).parent.mkdir(parents=True, exist_ok=True)
                subprocess.run(["git", "mv", old, new], cwd=root, check=True)
        after = count(root)
        print(f"\nmodules {before[0]} → {after[0]}; lines of Python in app/ {before[1]} → {after[1]}")
    print(f"folds: {len(folds) - len(failed)} of {len(folds)}; not: {' '.join(failed) or 'none'}")


if __name__ == "__main__":
    main()

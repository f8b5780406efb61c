# The few commands that people need. `make` lists them; each is a plain command that can be typed as well.

.PHONY: help run test lint docs ci bench pictures

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## The main job: can the same-day rate reach 90 %?
	cargo run --release -- run scenarios/baseline-2016.toml

test: ## Every test
	cargo test

lint: ## Format, clippy and tidy rules
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo test --test it tidy circles

docs: ## The library's documentation, with warnings as errors
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

ci: ## All that must pass before a change lands
	bash .ci/run

bench: ## The engine and one replication
	cargo bench

pictures: ## The pictures of README.md made again
	bash scripts/pictures.sh
